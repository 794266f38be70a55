"""What each verb is called on a button, and what the timeline says once it is done."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from sanan.cases.rules import Verb

DO: Mapping[Verb, str | Promise] = {
    Verb.ACCEPT: _("受理"),
    Verb.DECLINE: _("不受理"),
    Verb.OBJECT: _("对不受理有异议"),
    Verb.MERGE: _("并入另一件"),
    Verb.UNMERGE: _("拆出来单独办"),
    Verb.DISPATCH: _("派单"),
    Verb.REQUEST_RETURN: _("申请退单"),
    Verb.ADJUDICATE: _("裁定退单"),
    Verb.SIGN: _("签收"),
    Verb.CONTACT: _("记下已联系"),
    Verb.REQUEST_EXTENSION: _("申请延期"),
    Verb.DECIDE_EXTENSION: _("审批延期"),
    Verb.SUSPEND: _("缓办"),
    Verb.RESUME: _("恢复办理"),
    Verb.WHISTLE: _("吹哨"),
    Verb.ARRIVE: _("报到"),
    Verb.CONCLUDE: _("结束吹哨"),
    Verb.REPLY: _("答复"),
    Verb.START_CHECK: _("开始核查"),
    Verb.PASS_CHECK: _("核查通过"),
    Verb.FAIL_CHECK: _("退回返工"),
    Verb.REVISIT: _("登记回访"),
    Verb.RATE: _("评价"),
    Verb.NOT_FIXED: _("还没解决"),
    Verb.REOPEN: _("要求重新办理"),
    Verb.WITHDRAW: _("撤回"),
    Verb.SUPERVISE: _("督办"),
    Verb.REQUEST_EXCLUSION: _("申请不计入三率"),
    Verb.DECIDE_EXCLUSION: _("审批不计入三率"),
    Verb.CLASSIFY: _("改类别"),
    Verb.ASK: _("问反映人"),
    Verb.ADD: _("补充情况"),
    Verb.NOTE: _("写备注"),
    Verb.PUBLISH: _("公开"),
    Verb.UNPUBLISH: _("取消公开"),
}

DONE: Mapping[str, str | Promise] = {
    Verb.OPEN: _("反映了这件事"),
    Verb.ACCEPT: _("受理"),
    Verb.DECLINE: _("不予受理"),
    Verb.OBJECT: _("提出异议"),
    Verb.MERGE: _("并入同一件事"),
    Verb.UNMERGE: _("拆出来单独办"),
    Verb.DISPATCH: _("派单"),
    Verb.REQUEST_RETURN: _("申请退单"),
    Verb.ADJUDICATE: _("裁定退单申请"),
    Verb.SIGN: _("签收"),
    Verb.CONTACT: _("联系反映人"),
    Verb.REQUEST_EXTENSION: _("申请延期"),
    Verb.DECIDE_EXTENSION: _("审批延期"),
    Verb.SUSPEND: _("缓办"),
    Verb.RESUME: _("恢复办理"),
    Verb.WHISTLE: _("吹哨"),
    Verb.ARRIVE: _("报到"),
    Verb.CONCLUDE: _("结束吹哨"),
    Verb.REPLY: _("答复"),
    Verb.START_CHECK: _("开始核查"),
    Verb.PASS_CHECK: _("核查通过"),
    Verb.FAIL_CHECK: _("核查未通过,返工"),
    Verb.REVISIT: _("回访"),
    Verb.RATE: _("评价"),
    Verb.NOT_FIXED: _("说还没解决"),
    Verb.REOPEN: _("要求重新办理"),
    Verb.CLOSE_UNANSWERED: _("到期未评价,自动办结"),
    Verb.WITHDRAW: _("撤回"),
    Verb.SUPERVISE: _("督办"),
    Verb.REQUEST_EXCLUSION: _("申请不计入三率"),
    Verb.DECIDE_EXCLUSION: _("审批不计入三率"),
    Verb.CLASSIFY: _("改类别"),
    Verb.ASK: _("问反映人"),
    Verb.ADD: _("补充情况"),
    Verb.NOTE: _("备注"),
    Verb.PUBLISH: _("公开"),
    Verb.UNPUBLISH: _("取消公开"),
    Verb.FOLLOW: _("有邻居跟进"),
}

MESSAGES = frozenset({Verb.OPEN, Verb.ASK, Verb.ADD, Verb.REPLY, Verb.NOT_FIXED, Verb.RATE})
"""Steps in which the two sides speak to each other."""

NOTES = frozenset({Verb.NOTE})
"""Steps that only staff write and read."""
