"""Values of arguments: each is read, or refused with what is wrong with it."""

import argparse
from pathlib import Path
from urllib.parse import urlsplit

ENGINES = ("embedded", "memory", "dynamodb-local")


def port(text: str) -> int:
    if not text.isdecimal() or int(text) > 65_535:
        raise argparse.ArgumentTypeError(f"a port is a number up to 65535, not {text!r}")
    return int(text)


def engine_name(text: str) -> str:
    if text not in ENGINES and not text.startswith(("http://", "https://")):
        names = ", ".join(ENGINES)
        raise argparse.ArgumentTypeError(f"an engine is {names} or a URL, not {text!r}")
    return text


def url(text: str) -> str:
    if not urlsplit(text).netloc or not text.startswith(("http://", "https://")):
        raise argparse.ArgumentTypeError(f"a URL begins with https:// or http://, not {text!r}")
    return text


def file(text: str) -> Path:
    if not Path(text).is_file():
        raise argparse.ArgumentTypeError(f"there is no file {text}")
    return Path(text)


def count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise argparse.ArgumentTypeError(f"a whole number from 1 on is needed, not {text!r}")
    return int(text)


def folder(text: str) -> Path:
    if not Path(text).is_dir():
        raise argparse.ArgumentTypeError(f"there is no folder {text}")
    return Path(text)
