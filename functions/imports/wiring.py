"""Make the services of the imports function."""

from collections.abc import Callable
from typing import Any

from functions.bootstrap import Services
from functions.imports.process import ProcessImports
from functions.imports.run_import import RunImport, here


def process_imports(services: Services, apart: Callable[..., Any] = here) -> ProcessImports:
    """Make what imports files; `apart` calls what touches no table, maybe in another process."""
    folder = services.settings.work_folder / "imports"
    return ProcessImports(
        services.storage.file_imports,
        RunImport(services, folder, apart),
        services.uploads,
        services.failed_runs,
        services.meter,
    )
