"""A short fixed story, played by the rooms' own actions; run inside the installation it is about.

Prints the facts that must hold in every later version as one JSON object. Its moments are fixed, so
each making gives the same story.
"""

import json
import os
from datetime import UTC, datetime, timedelta

TEXT = "东埔路挖开铺管以后一直没有复原，坑坑洼洼，晚上没有灯，已经有人摔伤。"
REPLY = "施工单位已完成回填和沥青摊铺，路面恢复通行，附近路灯同时修好。"
BEGAN = datetime(2026, 3, 2, 2, 0, tzinfo=UTC)  # a Monday, 10:00 in Shanghai


def play() -> dict[str, object]:
    """One case from a resident's word to its rating, with photos, published."""
    from sanan.cases import actions as cases
    from sanan.cases.enums import Door
    from sanan.cases.models import Case, Category
    from sanan.cases.rules import APPELLANT
    from sanan.demo.actions.stage import drawn
    from sanan.demo.cast import cast
    from sanan.process.enums import Satisfaction

    people = cast()
    org = people.org("dh-traffic")
    handler, dispatcher = people.handler("dh-traffic"), people.person(DISPATCHER)
    opened = cases.open_case(
        text=TEXT,
        place=people.place("350526100004"),
        door=Door.WEB,
        contact_name="林先生",
        contact_phone="13800010001",
        uploads=drawn("road"),
        at=BEGAN,
    )
    code = opened.case.code
    hours = iter(range(1, 40, 3))

    def do(action, **given):
        case = Case.objects.get(code=code)
        action(case=case, at=BEGAN + timedelta(hours=next(hours)), **given)

    category = Category.objects.get(code="traffic.road")
    do(cases.dispatch, by=dispatcher, to=org, category=category, publish=True)
    do(cases.sign, by=handler)
    do(cases.contact, by=handler, reached=True, note="约好明天看现场。")
    do(cases.reply, by=handler, public_text=REPLY, uploads=drawn("road", mended=True))
    do(cases.pass_check, by=dispatcher, note="和答复一致。")
    do(
        cases.rate,
        by=None,
        relation=APPELLANT,
        contacted=True,
        resolved=True,
        satisfaction=Satisfaction.SATISFIED,
        text="办得很快，谢谢。",
    )
    return {
        "case": code,
        "text": TEXT,
        "query_code": opened.query_code,
        "state": Case.objects.get(code=code).state,
        "pages": {
            "/": "三安",
            f"/public/{code}/": "沥青摊铺",
            "/village/350526100004/": "",
            "/record/": "",
        },
    }


DISPATCHER = "xuwen"

if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "sanan.config.settings"
    import django

    django.setup()
    print(json.dumps(play(), ensure_ascii=False))
