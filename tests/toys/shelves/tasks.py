SWEPT: list[str] = []


def sweep() -> None:
    SWEPT.append("swept")
