"""`python -m sanan.insight`: the commands of this room alone, without Django."""

from sanan.insight.commands import insight

if __name__ == "__main__":
    insight()
