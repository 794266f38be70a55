"""What `bench room` needs inside the installation: two rooms, members, their keys, a long export."""

import json
import random
import sys
from datetime import timedelta
from pathlib import Path

WORDS = [
    "路灯又不亮了",
    "今天停水吗",
    "谁家的狗没拴",
    "下午去祠堂开会",
    "桥头的路不好走",
    "孩子放学接一下",
    "水管漏了",
    "垃圾车几点来",
    "合作医疗交了没有",
    "明天逢圩",
    "菜地的水渠堵了",
    "谢谢大家",
    "好的",
    "村里账公开了",
    "老人会有饭吃",
    "快递放小卖部了",
    "电费怎么算的",
    "台风要来了收衣服",
]
DAYS = 300


def main() -> None:
    """`room_inside READERS` prints the plan; `room_inside --export FILE MESSAGES` writes an export."""
    import django

    django.setup()
    if sys.argv[1] == "--export":
        _export(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        sys.stdout.write(json.dumps(_plan(int(sys.argv[1]))) + "\n")


def _plan(readers: int) -> dict[str, object]:
    from sanan.kit import clock
    from sanan.people.actions import add_person
    from sanan.places.models import Place
    from sanan.voices import actions
    from sanan.voices.live import passes

    full, long = Place.objects.filter(kind="village").order_by("path")[:2]
    room = actions.open_room(place=full, by=None)
    actions.open_room(place=long, by=None)
    keys, sessions = [], []
    for n in range(readers):
        person = add_person(name=f"居民{n}", phone=f"1380000{n:04d}", home=full, by=None)
        actions.join(room=room, by=person, nickname=f"邻家{n}")
        keys.append(passes.made(passes.Pass(room.pk, person.pk, staff=False)))
        if n < 50:
            sessions.append(_session(person.pk))
    reader = add_person(name="老居民", phone="13800009999", home=long, by=None)
    actions.join(room=actions.open_room(place=long, by=None), by=reader, nickname="老邻居")
    room.refresh_from_db()
    day = clock.now() - timedelta(days=DAYS // 2)
    return {
        "full": full.code,
        "long": long.code,
        "rev": room.last_rev,
        "passes": keys,
        "sessions": sessions,
        "long_session": _session(reader.pk),
        "since": f"{day:%Y-%m-%d}",
        "until": f"{day + timedelta(days=7):%Y-%m-%d}",
    }


def _session(person: int) -> str:
    from django.contrib.sessions.backends.db import SessionStore

    store = SessionStore()
    store["resident"] = person
    store.create()
    return str(store.session_key)


def _export(path: Path, messages: int) -> None:
    from sanan.kit import clock

    chance, now = random.Random(7), clock.now()
    with path.open("w", encoding="utf-8") as out:
        for n in range(messages):
            at = now - timedelta(days=DAYS) * (1 - n / messages) - timedelta(hours=1)
            said = "".join(chance.choice(WORDS) for _part in range(chance.randint(1, 4)))
            if n == messages // 3:
                said += ",石拱桥栏杆断了"
            out.write(f"{at:%Y-%m-%d %H:%M:%S} 邻居{chance.randrange(300)}: {said}\n")
    sys.stdout.write(f"{path.stat().st_size} bytes\n")


if __name__ == "__main__":
    main()
