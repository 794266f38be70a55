from django.db import models
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What a position lets a person do (domain brief §0.3)."""

    RESIDENT = "resident", _("居民")
    GRID_WORKER = "grid_worker", _("网格员")
    VILLAGE_CADRE = "village_cadre", _("村（社区）干部")
    VILLAGE_SUPERVISOR = "village_supervisor", _("村务监督委员会成员")
    ACCOUNTANT = "accountant", _("农经（代理记账）人员")
    BUILDING_LEADER = "building_leader", _("党员楼长")
    PARTY_CONTACT = "party_contact", _("党员联络员")
    PARTY_VOLUNTEER = "party_volunteer", _("在职党员")
    VOLUNTEER = "volunteer", _("志愿者")
    SOCIAL_WORKER = "social_worker", _("社工")
    PROPERTY_STAFF = "property_staff", _("物业人员")
    DEPT_HANDLER = "dept_handler", _("部门承办人")
    DISPATCHER = "dispatcher", _("派单员")
    DISCIPLINE_OFFICER = "discipline_officer", _("纪检干部")
    INSPECTOR = "inspector", _("巡察组成员")
    INSPECTION_OFFICE = "inspection_office", _("巡察办")
    PROJECT_OFFICER = "project_officer", _("项目专员")
    INVESTMENT_OFFICER = "investment_officer", _("招商专员")
    JUDGE = "judge", _("评委")
    PARTNER_STAFF = "partner_staff", _("合作单位人员")
    LEADER = "leader", _("领导")
    TENANT_ADMIN = "tenant_admin", _("系统管理员")
    SECURITY_ADMIN = "security_admin", _("安全管理员")
    AUDITOR = "auditor", _("审计管理员")


THREE_ADMINS = frozenset({Role.TENANT_ADMIN, Role.SECURITY_ADMIN, Role.AUDITOR})
HANDLING_ROLES = frozenset(
    {Role.VILLAGE_CADRE, Role.PROPERTY_STAFF, Role.DEPT_HANDLER, Role.PARTNER_STAFF}
)


OPEN_ROLES = frozenset(
    {
        Role.VILLAGE_CADRE,
        Role.VILLAGE_SUPERVISOR,
        Role.GRID_WORKER,
        Role.BUILDING_LEADER,
        Role.PARTY_CONTACT,
    }
)
"""Whom residents see by name and may ask to call back."""


class OrgKind(models.TextChoices):
    """What an organisation is."""

    COUNTY_OFFICE = "county_office", _("县级机关")
    TOWNSHIP = "township", _("乡镇政府")
    DEPARTMENT = "department", _("部门")
    VILLAGE_COMMITTEE = "village_committee", _("村（居）委会")
    SUPERVISION_COMMITTEE = "supervision_committee", _("村务监督委员会")
    COMMUNITY_PARTY = "community_party", _("社区党组织")
    ESTATE_BRANCH = "estate_branch", _("小区（物业）党支部")
    PROPERTY_COMPANY = "property_company", _("物业公司")
    OWNERS_COMMITTEE = "owners_committee", _("业主委员会")
    ENTERPRISE = "enterprise", _("企业")
    SOCIAL_AGENCY = "social_agency", _("社工机构")
    VOLUNTEER_TEAM = "volunteer_team", _("志愿服务队")
    COUNCIL = "council", _("议事会")
    SCHOOL = "school", _("学校")
    DISCIPLINE = "discipline", _("纪检监察机关")


class NoticeState(models.TextChoices):
    """How far a notice has come."""

    WAITING = "waiting", _("待发")
    SENT = "sent", _("已发")
    FAILED = "failed", _("未发出")
    KEPT = "kept", _("站内")
    HELD = "held", _("太密，没有发")


class Channel(models.TextChoices):
    """By which road a notice goes."""

    APP = "app", _("站内消息")
    SMS = "sms", _("短信")
    WECOM = "wecom", _("企业微信群")
    WECHAT = "wechat", _("微信")
    PUSH = "push", _("浏览器通知")
    EMAIL = "email", _("电子邮件")


class Purpose(models.TextChoices):
    """For what a person's data may be used when they agree (the rest is statutory duty)."""

    SMS_NEWS = "sms_news", _("用短信告诉我办理进展")
    PUBLIC_NAME = "public_name", _("公开时写上我的名字")
    LOCATION = "location", _("用我的位置找到最近的地点")
    PHOTO_PUBLIC = "photo_public", _("把我拍的照片放到公开页面")
    SURVEY = "survey", _("以后请我评一评")


class ChainLevel(models.TextChoices):
    """The four-level chain (四级链条), top first (domain brief §2.12)."""

    COMMUNITY_PARTY = "community_party", _("社区党组织")
    ESTATE_BRANCH = "estate_branch", _("小区（物业）党支部")
    BUILDING_LEADER = "building_leader", _("党员楼长")
    PARTY_CONTACT = "party_contact", _("党员联络员")


class Event:
    """Names of this room's ledger entries."""

    APPOINT = "person.appoint"
    END_POSITION = "person.end_position"
    ADD_PERSON = "person.add"
    ADD_ORG = "org.add"
    SET_DUTY = "org.set_duty"
    SIGN_IN = "person.sign_in"
    SIGN_OUT_ALL = "person.sign_out_all"
    LOCK_OUT = "person.lock_out"
    REVEAL = "person.reveal"
    LOOK_AT_FILES = "file.look"
    CONSENT = "person.consent"
    WITHDRAW_CONSENT = "person.withdraw_consent"
    SEND_CODE = "person.send_code"
    UNLOCK = "person.unlock"
    SET_PASSWORD = "person.set_password"
    SECOND_FACTOR = "person.second_factor"
    DEACTIVATE = "person.deactivate"
    ISSUE_TOKEN = "token.issue"
    REVOKE_TOKEN = "token.revoke"
    ASK_CALL = "person.ask_call"
    RESEND = "notice.resend"
    RESET_SECOND_FACTOR = "person.reset_second_factor"
    EXPORT_RECORD = "record.export"
    GIVE_FACTOR_CODE = "person.give_factor_code"
    USE_FACTOR_CODE = "person.use_factor_code"
    AGREE_TOKEN = "token.agree"
    MARK_DEMO = "installation.demo"
    LINK_IDENTITY = "person.link"
    UNLINK_IDENTITY = "person.unlink"
    REFUSE_IDENTITY = "person.refuse_identity"
    CHOOSE_ROADS = "person.choose_roads"
    ADD_ROAD = "person.add_road"
    END_ROAD = "person.end_road"

    WORDS = {
        ADD_PERSON: _("新增了人员"),
        APPOINT: _("任职"),
        END_POSITION: _("卸任"),
        ADD_ORG: _("新增了单位"),
        SET_DUTY: _("改了职责清单"),
        SIGN_IN: _("登录"),
        SIGN_OUT_ALL: _("结束了登录"),
        LOCK_OUT: _("输错太多次，锁定"),
        UNLOCK: _("提前解锁"),
        SET_PASSWORD: _("改了密码"),
        SECOND_FACTOR: _("改了第二道验证"),
        RESET_SECOND_FACTOR: _("被重设了第二道验证"),
        DEACTIVATE: _("账号停用或恢复"),
        REVEAL: _("看了隐去的信息"),
        LOOK_AT_FILES: _("看了没有遮盖的原件"),
        CONSENT: _("同意了一种用途"),
        WITHDRAW_CONSENT: _("收回了同意"),
        SEND_CODE: _("发了验证码"),
        ASK_CALL: _("请楼长回电话"),
        ISSUE_TOKEN: _("给了程序密钥"),
        REVOKE_TOKEN: _("作废了程序密钥"),
        RESEND: _("重发了消息"),
        EXPORT_RECORD: _("导出了记录"),
        GIVE_FACTOR_CODE: _("拿到了设第二道验证的码"),
        USE_FACTOR_CODE: _("用码开始设第二道验证"),
        AGREE_TOKEN: _("同意了程序密钥"),
        MARK_DEMO: _("装入了演示数据"),
        LINK_IDENTITY: _("绑定了别处的账号"),
        UNLINK_IDENTITY: _("解除了别处的账号"),
        REFUSE_IDENTITY: _("别处的账号没有让进来"),
        CHOOSE_ROADS: _("选了怎样收通知"),
        ADD_ROAD: _("加了收通知的地址"),
        END_ROAD: _("停了收通知的地址"),
    }
