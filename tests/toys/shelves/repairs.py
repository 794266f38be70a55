from sanan.cases.rules import CASE


@CASE.action("fetch_tool")
def fetch_tool(*, case, tool, by, at=None):
    with CASE.step("fetch_tool", case, by=by, at=at) as step:
        step.data = {"tool": tool}
    return case
