"""Indoors."""

from sanan.demo.drawings.sheet import (
    AMBER,
    BLUE,
    BROWN,
    GREEN,
    GREY,
    INK,
    LEAF,
    PALE,
    RED,
    WHITE,
    Sheet,
    car,
    indoors,
    tick,
)


def lift(*, mended: bool) -> Sheet:
    sheet = indoors()
    sheet.box(28, 12, 44, 46, GREY)
    sheet.box(31, 16, 38, 42, (204, 210, 214))
    gap = 0.6 if mended else 7
    sheet.box(50 - gap / 2, 16, gap, 42, INK if not mended else GREY, 0)
    sheet.box(38, 12.6, 24, 2.8, INK)
    sheet.dot(50, 14, 0.9, LEAF if mended else RED)
    sheet.box(76, 34, 5, 9, PALE)
    sheet.dot(78.5, 36.8, 1.2, LEAF if mended else GREY)
    sheet.dot(78.5, 40.4, 1.2, GREY)
    if not mended:
        sheet.box(20, 50, 30, 9, AMBER)
        for x in range(22, 48, 6):
            sheet.shape([(x, 59), (x + 3, 50), (x + 5, 50), (x + 2, 59)], INK)
    return tick(sheet, mended=mended)


def wire(*, mended: bool) -> Sheet:
    sheet = indoors()
    sheet.box(12, 14, 20, 44, (198, 178, 150))
    sheet.box(44, 20, 12, 16, PALE)
    for y in (24, 30):
        sheet.dot(50, y, 2, WHITE)
        sheet.dot(50, y, 0.6, INK)
    if not mended:
        sheet.line([(50, 24), (60, 40), (54, 50), (70, 54), (78, 60)], INK, 0.7)
        sheet.line([(50, 30), (44, 44), (60, 52), (80, 50)], RED, 0.7)
    sheet.line([(70, 62), (76, 50), (88, 50), (92, 62)], BLUE, 1.4)
    for x in (70, 92):
        sheet.dot(x, 63, 5, INK)
        sheet.dot(x, 63, 3.4, PALE)
    return tick(sheet, mended=mended)


def charger(*, mended: bool) -> Sheet:
    sheet = indoors((206, 210, 212), (150, 154, 156))
    if mended:
        for x in (20, 46):
            sheet.box(x, 28, 9, 28, WHITE, 1.6)
            sheet.shape(
                [
                    (x + 5, 33),
                    (x + 2.6, 40),
                    (x + 4.6, 40),
                    (x + 3.8, 46),
                    (x + 6.6, 38.6),
                    (x + 4.6, 38.6),
                ],
                GREEN,
            )
            sheet.line([(x + 9, 40), (x + 14, 52), (x + 12, 60)], INK, 0.8)
    car(sheet, 62, 58, BLUE)
    return tick(sheet, mended=mended)


def tap(*, mended: bool) -> Sheet:
    sheet = indoors((214, 226, 230), (184, 196, 200))
    sheet.box(26, 52, 48, 8, WHITE, 2)
    sheet.box(46, 18, 5, 18, GREY)
    sheet.box(46, 18, 20, 5, GREY, 2)
    sheet.box(61, 20, 5, 9, GREY)
    sheet.box(42, 14, 13, 3, BLUE)
    if mended:
        sheet.box(62, 29, 3, 25, (150, 200, 226), 1)
    else:
        sheet.dot(63.5, 38, 1.4, (110, 130, 140), 1.5)
    return tick(sheet, mended=mended)


def cup(*, mended: bool) -> Sheet:
    sheet = indoors((238, 232, 220), (168, 134, 102))
    for x, paint in ((24, WHITE), (46, (206, 224, 230)), (68, WHITE)):
        sheet.dot(x + 12, 47, 2.4, paint)
        sheet.shape([(x, 42), (x + 14, 42), (x + 11, 58), (x + 3, 58)], paint)
        sheet.dot(x + 7, 42, 7, (150, 116, 80), 0.22)
        if paint == WHITE:
            sheet.line([(x + 4, 50), (x + 7, 47), (x + 10, 51)], BLUE, 0.5)
    if not mended:
        sheet.line([(50, 43), (53, 49), (51, 55)], INK, 0.5)
    return tick(sheet, mended=mended)


def card(*, mended: bool) -> Sheet:
    sheet = indoors((226, 232, 234), (190, 170, 144))
    sheet.box(24, 20, 52, 34, WHITE, 2)
    sheet.box(24, 20, 52, 7, GREEN if mended else GREY, 2)
    sheet.dot(37, 36, 4, PALE)
    sheet.dot(37, 46, 7, PALE, 0.7)
    for y in (32, 37, 42, 47):
        sheet.box(48, y, 22, 1.6, GREY, 0.4)
    return tick(sheet, mended=mended)


def coin(*, mended: bool) -> Sheet:
    sheet = indoors((236, 230, 216), (172, 140, 108))
    for x, stack in ((30, 6 if mended else 2), (48, 8 if mended else 1), (66, 5 if mended else 3)):
        for level in range(stack):
            sheet.dot(x, 60 - level * 3, 8, (206, 160, 64), 0.34)
            sheet.dot(x, 59 - level * 3, 8, AMBER, 0.34)
    return tick(sheet, mended=mended)


def hand(*, mended: bool) -> Sheet:
    sheet = indoors((240, 228, 214), (196, 168, 140))
    for x, coat, y in ((34, BLUE, 34), (60, (176, 112, 120), 38)):
        sheet.dot(x, y - 8, 6, (240, 208, 176))
        sheet.dot(x, y - 11, 5.6, PALE if coat != BLUE else INK, 0.6)
        sheet.box(x - 7, y, 14, 26, coat, 3)
    sheet.line([(41, 44), (53, 47)], (240, 208, 176), 2.4)
    if not mended:
        sheet.line([(70, 42), (72, 64)], BROWN, 1.2)
    return tick(sheet, mended=mended)


def bowl(*, mended: bool) -> Sheet:
    sheet = indoors((238, 230, 216), (186, 148, 110))
    for x in (30, 62):
        sheet.dot(x, 50, 14, WHITE, 0.66)
        sheet.box(x - 15, 38, 30, 12, (238, 230, 216), 0)
        sheet.dot(x, 50, 14, PALE, 0.24)
        if mended:
            sheet.dot(x, 49, 11, (244, 236, 214), 0.3)
            for dx in (-5, 0, 5):
                sheet.line([(x + dx, 42), (x + dx + 1.4, 38), (x + dx, 34)], GREY, 0.4)
    return tick(sheet, mended=mended)
