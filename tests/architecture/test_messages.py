"""Chinese stands in the code; English is complete."""

import pytest

from sanan.config import messages


def test_english_is_complete():
    assert messages.gaps() == {"en": []}


def test_what_is_collected():
    python = "x = _('一'); y = ngettext('%(n)s 件', '%(n)s 件', n); z = pgettext_lazy('人', '名')"
    assert list(messages.in_python(python)) == [
        messages.Message("一"),
        messages.Message("%(n)s 件", "%(n)s 件"),
        messages.Message("名", context="人"),
    ]


@pytest.mark.parametrize(
    ("template", "found"),
    [
        ('{% translate "提交" %}', [messages.Message("提交")]),
        ("{% translate '说' as word %}{{ word }}", [messages.Message("说")]),
        (
            "{% blocktranslate trimmed with a=b %}\n  还有 {{ a }} 件\n{% endblocktranslate %}",
            [messages.Message("还有 %(a)s 件")],
        ),
        (
            "{% blocktranslate count n=n %}{{ n }} 件{% plural %}{{ n }} 件{% endblocktranslate %}",
            [messages.Message("%(n)s 件", "%(n)s 件")],
        ),
        ("{% include 'x.html' with title=_('标题') %}", [messages.Message("标题")]),
        ('{% translate "名" context "人" %}', [messages.Message("名", context="人")]),
        ("<p>不译</p>", []),
    ],
)
def test_what_is_collected_from_pages(template, found):
    assert list(messages.in_template(template)) == found
