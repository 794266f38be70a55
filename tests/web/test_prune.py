"""The stylesheet cut to what pages use."""

import pytest

from sanan.web.prune import prune, rules


@pytest.mark.parametrize(
    ("css", "kept"),
    [
        (".a{x:1}.b{x:2}", ".a{x:1}"),
        (".a,.b{x:1}", ".a{x:1}"),
        (".a .b{x:1}", ""),
        (".a:not(.b){x:1}", ".a:not(.b){x:1}"),
        ("p{x:1}", "p{x:1}"),
        ("page{x:1}", ""),
        ("@media print{.a{x:1}.b{x:2}}", "@media print{.a{x:1}}"),
        ("@media print{.b{x:2}}", ""),
        ('@charset "utf-8";.a{x:1}', '@charset "utf-8";.a{x:1}'),
        ("/* no */.a{x:1}", ".a{x:1}"),
        ('.a{content:"};{"}.b{x:1}', '.a{content:"};{"}'),
        ('.a{background:url("data:x;y,{z}")}', '.a{background:url("data:x;y,{z}")}'),
        (
            ".a{--w:calc((1 + (2 * 3)) / 4);x:var(--w)}",
            ".a{--w:calc((1 + (2 * 3)) / 4);x:var(--w)}",
        ),
        (":root{--u:1;--v:2}.a{x:var(--v)}", ":root{--v:2}.a{x:var(--v)}"),
        (":root{--u:1;--v:var(--u)}.a{x:var(--v)}", ":root{--u:1;--v:var(--u)}.a{x:var(--v)}"),
        (":root{--u:1;--v:var(--u)}.a{x:1}", ".a{x:1}"),
        ("@keyframes k{from{x:1}}.a{animation:k 1s}", "@keyframes k{from{x:1}}.a{animation:k 1s}"),
        ("@keyframes k{from{x:1}}.a{x:1}", ".a{x:1}"),
    ],
)
def test_what_is_kept(css, kept):
    assert prune(css, {"a"}) == kept


def test_variables_that_another_sheet_reads_stay():
    assert prune(":root{--u:1}", set(), "p{x:var(--u)}") == ":root{--u:1}"


def test_rules_are_parted_outside_quotes_and_brackets():
    assert list(rules('a{x:"}"}@import "b";@media c{d{e:1}}')) == [
        ("a", 'x:"}"'),
        ('@import "b";', ";"),
        ("@media c", "d{e:1}"),
    ]
