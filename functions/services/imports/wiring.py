"""Make the services of imports."""

from functions.bootstrap import Services
from functions.services.imports.file_imports import FileImports


def file_imports(services: Services) -> FileImports:
    return FileImports(
        services.storage.file_imports,
        services.uploads,
        services.blobs,
        services.clock,
        services.random_bytes,
    )
