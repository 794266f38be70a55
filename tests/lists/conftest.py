from process.conftest import _one_factor, yard  # noqa: F401 - the yard with its shelf
