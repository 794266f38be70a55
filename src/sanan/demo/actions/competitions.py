"""The county's competitions, and a month of service.

One was awarded a year ago and is followed; in the other, of 15 finalists (ACC-24), the roadshow was
yesterday and a single score sheet is still out.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sanan.competitions import actions
from sanan.competitions.actions.seed import seed
from sanan.competitions.enums import StageKind
from sanan.competitions.models import Competition, Earlier, Entry, Judge, Rubric, ScoreSheet, Stage
from sanan.competitions.models.entry import same_project
from sanan.competitions.rules import tied
from sanan.demo.actions.stage import in_the_day
from sanan.demo.cast import Cast
from sanan.kit import tokens
from sanan.kit.calendar import SHANGHAI
from sanan.volunteers.models import Project

COUNTY = "350526000000"
TITLE = "“社工+志愿”服务项目大赛"
HOSTS = "县委社会工作部、县委组织部、县委宣传部"
CALL = (
    "社工和志愿者一起做的项目都可以报名。要写清楚为谁做、怎么做、做成了什么。"
    "十五个项目进入现场路演，每个讲五分钟、答辩三分钟。"
)
PRIZES = [
    {"name": "一等奖", "count": 1, "fen": 3_000_000},
    {"name": "二等奖", "count": 3, "fen": 2_000_000},
    {"name": "三等奖", "count": 5, "fen": 1_000_000},
]
JUDGES = ("fangping", "ningyi", "shangqing", "gongzheng", "mingjian")
CONTACTS = ("林晓岚", "郑思齐", "温知夏", "颜若兰", "许星河", "柯雨桐", "苏木")
FULL = (20, 20, 20, 20, 10, 10)
TEAMS = (
    ("暖巢守望", "祥安志愿服务队", "elderly", "每周两次上门看独居老人，社工建档，志愿者陪护。"),
    ("瓷娃课堂", "浔中青年志愿队", "children", "放学后在儿童之家辅导功课，教捏瓷泥。"),
    ("溪清一公里", "清河志愿队", "environment", "分段认领浔中溪，每月清一次，水质上墙。"),
    ("回家的路", "龙浔平安志愿队", "elderly", "给走失风险高的老人办防走失卡，邻居结对。"),
    ("搬进新家第一年", "移民爱心帮帮团", "neighbours", "陪新搬来的移民认路、办事、认邻居。"),
    ("听得见的陪伴", "手语志愿队", "disabled", "陪听障居民看病办事，教窗口人员简单手语。"),
    ("一元理发", "盖德巾帼志愿队", "elderly", "每月到村里给老人理发，顺便量血压。"),
    ("小巷急救员", "红十字救护队", "health", "每个小区教会二十个人心肺复苏。"),
    ("山村放映夜", "水口文化志愿队", "culture", "每月到一个村放电影，先讲反诈。"),
    ("妈妈的两小时", "社工站亲子组", "children", "帮全职妈妈照看孩子两小时，让她们学一门手艺。"),
    ("邻里修理铺", "龙门滩能工巧匠队", "repair", "每月第一个周六在广场修小家电，不收钱。"),
    ("老茶农的手机课", "国宝助老队", "elderly", "一对一教老人用手机挂号、视频、防骗。"),
    ("心晴小屋", "心理援助志愿队", "health", "社工接热线，志愿者陪谈，重的转医院。"),
    ("快递小哥的午休", "新就业群体服务队", "other", "给骑手留一间屋，有热水、充电、法律咨询。"),
    ("留一盏灯", "夜行志愿队", "elderly", "夜里巡查独居老人家的灯，按时没亮就敲门。"),
)
FIRST = (
    ("四点半陪读", "浔中青年志愿队", "children", "放学后陪孩子写作业，家长下班来接。"),
    ("银龄合唱", "龙浔文化志愿队", "culture", "老人合唱队，每周排练，到村里演。"),
    ("急救进厂", "红十字救护队", "health", "给瓷厂工人上急救课。"),
    ("拾金不昧角", "小区楼长志愿队", "neighbours", "失物招领，登记上墙。"),
)
EARLIER = (
    ("敬老一碗面", "祥安志愿服务队", 2, "一等奖"),
    ("溪清五百米", "清河志愿队", 2, "二等奖"),
    ("夕阳理发", "盖德巾帼志愿队", 3, "三等奖"),
    ("手机课堂进山村", "国宝助老队", 3, ""),
)
DEEDS = (
    ("敬老助餐", "给独居老人送饭，陪着说说话", "elderly"),
    ("护学接送", "上学放学时段站在路口", "children"),
    ("清河净滩", "清理浔中溪和沿岸", "environment"),
    ("文明劝导", "劝导乱停车、乱扔垃圾", "traffic"),
    ("便民维修", "修水龙头、换灯泡", "repair"),
    ("健康义诊", "量血压、测血糖、教急救", "health"),
    ("助残同行", "陪残疾人出门办事", "disabled"),
    ("法律进村", "讲反诈，帮着看合同", "law"),
    ("瓷艺传习", "老师傅教孩子做瓷", "culture"),
    ("邻里守望", "楼长带着邻居互相照看", "neighbours"),
)


@dataclass
class Play:
    """What every step of the story needs."""

    cast: Cast
    now: datetime

    def at(self, days: int, hour: int = 10, minute: int = 0) -> datetime:
        """So many days ago at an hour at which people are about; never in the future."""
        local = (self.now - timedelta(days=days)).astimezone(SHANGHAI)
        return min(in_the_day(local.replace(hour=hour, minute=minute)), self.now)

    @property
    def desk(self) -> Any:
        """Who organises."""
        return self.cast.person("xuwen")


def load_competitions(cast: Cast, now: datetime) -> None:
    """Both competitions and the campaign; once."""
    if Competition.objects.exists():
        return
    seed(at=now)
    play = Play(cast, now)
    _register(play)
    before = _contest(play, year=1, days=400, stages=[(StageKind.ROADSHOW, 100)])
    _entered(play, before, 400, FIRST)
    _judged(play, before, 400, JUDGES[:3])
    _scored(play, before.stages.get(), 365)
    _awarded(play, before, 363)
    running = _contest(
        play, year=0, days=62, stages=[(StageKind.REVIEW, 40), (StageKind.ROADSHOW, 60)]
    )
    _entered(play, running, 62, TEAMS)
    _judged(play, running, 62, JUDGES)
    _scored(play, running.stages.get(number=1), 30)
    _scored(play, running.stages.get(number=2), 1, leave_one=True)
    _month(play, running)
    _calling(play)


def _register(play: Play) -> None:
    """What was awarded in years before, as it would be imported."""
    county, year = play.cast.place(COUNTY), play.now.year
    for title, team, ago, award in EARLIER:
        Earlier.objects.create(
            title=title,
            team=team,
            year=year - ago,
            award=award,
            same_project=same_project(title, team),
            place=county,
            origin=tokens.keyed_hash("demo-earlier", title),
        )


def _contest(
    play: Play, *, year: int, days: int, stages: list[tuple[StageKind, int]]
) -> Competition:
    """Announced, with its rounds planned; entries close twenty days later."""
    number = "第二届" if year == 0 else "第一届"
    made = actions.announce(
        place=play.cast.place(COUNTY),
        title=f"{number}{TITLE}",
        hosts=HOSTS,
        call=CALL,
        closes_at=play.at(days - 20, 18),
        awards=PRIZES if year == 0 else PRIZES[:2],
        by=play.desk,
        at=play.at(days, 9),
    )
    rubric = Rubric.objects.order_by("pk")[0]
    for kind, weight in stages:
        actions.plan_stage(
            competition=made,
            kind=kind,
            weight=weight,
            rubric=rubric,
            panel_size=3 if kind == StageKind.REVIEW else 0,
            by=play.desk,
            at=play.at(days, 9, 30),
        )
    return made


def _entered(
    play: Play, contest: Competition, days: int, teams: tuple[tuple[str, str, str, str], ...]
) -> None:
    """The teams enter one after the other, and all are admitted but one that was awarded before."""
    many = teams is TEAMS
    project = Project.objects.filter(org__name=teams[0][1], closed_at=None).first()
    for n, (title, team, work, about) in enumerate(teams):
        actions.submit(
            competition=contest,
            title=title,
            team=team,
            about=about,
            work=work,
            contact=CONTACTS[n % len(CONTACTS)],
            phone=f"1380001{3000 + n:04d}",
            budget_fen=800_000 + 150_000 * (n % 7),
            served=120 + 75 * n,
            project=project if n == 0 and many else None,
            at=play.at(days - 3 - n, 9 + n % 8, 7 * n % 60),
        )
    if many:
        again = actions.submit(
            competition=contest,
            title="敬老一碗面",
            team="祥安志愿服务队",
            about="每周给老人做面。",
            contact=CONTACTS[0],
            at=play.at(days - 19, 16),
        )
    actions.close_call(competition=contest, by=play.desk, at=play.at(days - 21, 9))
    for entry in contest.entries.filter(state="submitted"):
        if entry.earlier() is None:
            actions.admit(entry=entry, by=play.desk, at=play.at(days - 22, 10, entry.number))
    if many:
        actions.turn_away(
            entry=again, reason="earlier_award", by=play.desk, at=play.at(days - 22, 11)
        )


def _judged(play: Play, contest: Competition, days: int, names: tuple[str, ...]) -> None:
    """Judges are asked, declare to whom they are close, and judging begins."""
    close = contest.entries.order_by("number")[2]
    for n, name in enumerate(names):
        person = play.cast.person(name)
        judge = actions.name_judge(
            competition=contest,
            person=person,
            chair=n == 0,
            by=play.desk,
            at=play.at(days - 22, 14),
        )
        given: dict[str, Any] = {}
        if name == "gongzheng":
            given = {"entries": [close], "why": "给这支队伍当过顾问"}
        actions.declare(judge=judge, by=person, **given, at=play.at(days - 23, 9 + n))
    actions.start_judging(competition=contest, by=play.desk, at=play.at(days - 24, 9))


def _scored(play: Play, stage: Stage, days: int, *, leave_one: bool = False) -> None:
    """Sheets go out and come in; the seal is broken, unless one sheet is still out."""
    actions.open_stage(stage=stage, by=play.desk, at=play.at(days, 8, 30))
    rows = ScoreSheet.objects.filter(stage=stage).order_by("judge__number", "entry__number")
    sheets = list(
        rows.select_related("stage__competition__place", "stage__rubric", "entry", "judge__person")
    )
    if leave_one:
        sheets = sheets[:-1]
    for n, sheet in enumerate(sheets):
        actions.submit_sheet(
            sheet=sheet,
            scores=_scores(sheet),
            note="想得细，路演时讲清楚钱怎么花。" if n % 11 == 0 else "",
            by=sheet.judge.person,
            at=play.at(days, 10 + n // 20, n % 20 * 3),
        )
    if not leave_one:
        actions.close_stage(stage=stage, by=play.desk, at=play.at(days - 1, 9))


def _scores(sheet: ScoreSheet) -> dict[str, str]:
    """What this judge gives: better for some, sterner by some, far apart on one.

    Where the lot decides who reads whom, all give the same, one point less to each later entry, so
    that no lot makes a tie.
    """
    entry, judge = sheet.entry.number, sheet.judge.number
    far = entry == 5 and judge == 2
    names = [criterion.name for criterion in sheet.stage.rubric.rule.criteria]
    if sheet.stage.panel_size:
        return {
            name: str(full - (entry + n) // len(FULL))
            for n, (name, full) in enumerate(zip(names, FULL, strict=True))
        }
    return {
        name: str(
            full // 3
            if far
            else full - (entry * (entry + n) + judge * 3 + n * judge) % (2 + full // 5)
        )
        for n, (name, full) in enumerate(zip(names, FULL, strict=True))
    }


def _awarded(play: Play, contest: Competition, days: int) -> None:
    """Published, one objection looked into, prizes given, the best followed by milestones."""
    by = play.desk
    actions.rank(competition=contest, by=by, at=play.at(days, 10))
    while groups := tied(contest):
        chair = Judge.objects.get(competition=contest, chair=True).person
        actions.decide(competition=contest, first=groups[0][0], by=chair, at=play.at(days, 11))
    actions.publicise(competition=contest, by=by, at=play.at(days, 15))
    actions.object_(
        competition=contest, text="有一个项目的受益人数写多了。", at=play.at(days - 2, 20)
    )
    finding = "查了签到表，人数和报名的一致。"
    officer = play.cast.person("zengmin")
    actions.settle(
        competition=contest, upheld=False, finding=finding, by=officer, at=play.at(days - 4, 10)
    )
    actions.award(competition=contest, by=by, at=play.at(days - 8, 9))
    actions.follow(competition=contest, by=by, at=play.at(days - 9, 9))
    best = Entry.objects.filter(competition=contest, state="awarded").order_by("place_reached")[0]
    today = play.now.astimezone(SHANGHAI).date()
    steps = (
        ("买齐设备，培训二十名志愿者", 300),
        ("服务满一百户", 120),
        ("写出做法，教给两个村", -30),
    )
    for n, (title, ago) in enumerate(steps):
        milestone = actions.plan_milestone(
            entry=best,
            title=title,
            due_on=today - timedelta(days=ago),
            fen=1_000_000,
            by=by,
            at=play.at(days - 10, 10 + n),
        )
        if n > 1:
            continue
        done = play.at(ago + 5, 16)
        actions.report(milestone=milestone, text=f"{title}，做到了。", by=by, at=done)
        if n == 0:
            actions.accept(milestone=milestone, by=by, at=play.at(ago + 3, 10))


def _calling(play: Play) -> None:
    """A small one that takes entries now."""
    made = actions.announce(
        place=play.cast.place(COUNTY),
        title="邻里微项目征集",
        hosts=HOSTS.split("、", maxsplit=1)[0],
        call="邻居几个人就能做的小事，写清楚做什么、要多少钱。",
        closes_at=play.now + timedelta(days=20),
        awards=[{"name": "入选", "count": 10, "fen": 200_000}],
        by=play.desk,
        at=play.at(4, 9),
    )
    actions.submit(
        competition=made,
        title="共享雨伞架",
        team="三号楼邻居",
        about="电梯口放十把伞，谁用谁还。",
        contact=CONTACTS[3],
        work="neighbours",
        budget_fen=60_000,
        served=300,
        at=play.at(2, 19),
    )


def _month(play: Play, contest: Competition) -> None:
    """The month of service with its ten actions, launched with the competition."""
    today = play.now.astimezone(SHANGHAI).date()
    actions.launch(
        place=play.cast.place(COUNTY),
        competition=contest,
        title="志愿服务月“德善邻里，一起来做”",
        about="这一个月，全县的志愿队一起做十件事。哪件都可以来，提前在手机上报名。",
        begins_on=today - timedelta(days=10),
        ends_on=today + timedelta(days=20),
        actions=[{"title": t, "text": text, "work": work} for t, text, work in DEEDS],
        by=play.desk,
        at=play.at(11, 9),
    )
