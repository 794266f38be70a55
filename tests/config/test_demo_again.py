"""`bin/demo --fresh`: nothing of the county before it is left to stand in the way of the new one."""

from sanan.config import demo
from sanan.config.steps import Steps


def test_what_belongs_to_the_rows_before_goes_with_them(tmp_path, monkeypatch):
    monkeypatch.delenv("DATABASE_URL", raising=False)
    steps = Steps(tmp_path / "steps.json", {})
    for name in ("sanan.sqlite3", "sanan.sqlite3-wal", "media/a.jpg", "log/2026/checkpoint"):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("of another county")
    (tmp_path / "keys").mkdir()
    steps.once(demo.TABLES, "today", "tables", lambda: None)
    demo._begin_again(steps, tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["keys", "steps.json"]
    assert demo.TABLES not in steps.done
