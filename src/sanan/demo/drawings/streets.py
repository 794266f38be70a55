"""Out of doors."""

from sanan.demo.drawings.sheet import (
    AMBER,
    BLUE,
    BROWN,
    CLAY,
    DARK,
    GREEN,
    GREY,
    INK,
    LEAF,
    PALE,
    RED,
    WHITE,
    YELLOW,
    Sheet,
    car,
    outdoors,
    tick,
)


def paved() -> Sheet:
    sheet = outdoors()
    sheet.shape([(42, 50), (58, 50), (96, 75), (4, 75)], DARK)
    for top, height in ((51, 2), (55.5, 3), (61.5, 4), (69, 6)):
        sheet.box(49.6 - (top - 50) * 0.03, top, 1 + (top - 50) * 0.05, height, WHITE, 0.2)
    return sheet


def road(*, mended: bool) -> Sheet:
    sheet = paved()
    if not mended:
        for x, y, r in ((36, 66, 7), (62, 60, 4.4), (70, 70, 6), (48, 57, 2.6)):
            sheet.dot(x, y, r, (58, 54, 50), 0.42)
            sheet.dot(x - 0.6, y + 0.5, r * 0.72, (120, 104, 84), 0.36)
        sheet.shape([(20, 66), (23, 56), (26, 66)], AMBER)
    return tick(sheet, mended=mended)


def truck(*, mended: bool) -> Sheet:
    sheet = paved() if mended else outdoors()
    if not mended:
        sheet.box(-2, 58, 104, 20, DARK, 0)
        for x in range(4, 100, 16):
            sheet.box(x, 66, 8, 1, WHITE, 0.2)
        for x, w in ((6, 30), (54, 34)):
            sheet.shape([(x, 44), (x + w * 0.64, 44), (x + w * 0.6, 58), (x + 2, 58)], CLAY)
            sheet.dot(x + w * 0.32, 44, w * 0.27, BROWN, 0.28)
            sheet.box(x + w * 0.66, 46, w * 0.3, 12, AMBER)
            sheet.box(x + w * 0.72, 47.5, w * 0.2, 4.4, (190, 220, 236))
            for wheel in (0.16, 0.44, 0.82):
                sheet.dot(x + w * wheel, 60, 3.2, INK)
                sheet.dot(x + w * wheel, 60, 1.3, GREY)
        for x, y in ((40, 58), (46, 55), (94, 57)):
            sheet.dot(x, y, 3.4, (206, 196, 180), 0.6)
    return tick(sheet, mended=mended)


def lamp(*, mended: bool) -> Sheet:
    sheet = outdoors(night=True)
    sheet.shape([(30, 75), (46, 52), (54, 52), (78, 75)], (64, 66, 74))
    for x, base, top in ((22, 66, 20), (68, 60, 26), (84, 56, 34)):
        if mended:
            sheet.shape([(x + 7, top + 1), (x - 3, base), (x + 17, base)], (128, 124, 104))
            sheet.dot(x + 7, top + 0.6, 3.4, YELLOW, 0.6)
        sheet.box(x, top - 2, 1.4, base - top + 2, GREY, 0.4)
        sheet.box(x, top - 2, 7, 1, GREY, 0.4)
        sheet.box(x + 5, top - 1.2, 4.4, 1.4, WHITE if mended else INK, 0.5)
    return tick(sheet, mended=mended)


def house(*, mended: bool) -> Sheet:
    sheet = outdoors()
    for x, w, h, wall in (
        (10, 26, 40, (222, 206, 186)),
        (40, 26, 48, (232, 220, 204)),
        (70, 24, 36, (214, 200, 184)),
    ):
        top = 62 - h
        sheet.box(x, top, w, h, wall, 0.3)
        sheet.box(x - 1, top - 1.6, w + 2, 2.4, CLAY, 0.3)
        for row in range(int(h // 9)):
            for column in range(3):
                sheet.box(x + 3 + column * 7.4, top + 4 + row * 9, 4.4, 4.8, (150, 186, 204), 0.3)
    if not mended:
        sheet.line([(46, 16), (50, 27), (47, 34), (52, 46)], BROWN, 0.6)
        sheet.dot(60, 44, 4, (186, 168, 148), 1.4)
    return tick(sheet, mended=mended)


def school(*, mended: bool) -> Sheet:
    sheet = outdoors()
    sheet.box(20, 30, 60, 28, (238, 226, 206), 0.3)
    sheet.box(42, 22, 16, 36, (226, 208, 182), 0.3)
    sheet.shape([(40, 23), (50, 15), (60, 23)], RED)
    sheet.dot(50, 29, 3, WHITE)
    for x in (24, 33, 62, 71):
        for y in (34, 45):
            sheet.box(x, y, 6, 6.4, (150, 186, 204), 0.3)
    sheet.box(46, 46, 8, 12, BROWN, 0.3)
    sheet.box(-2, 60, 104, 18, DARK if not mended else (170, 176, 170), 0)
    for x in range(34, 66, 6):
        sheet.box(x, 61, 3.4, 13, WHITE, 0.2)
    for x, coat in ((38, RED), (48, BLUE), (58, AMBER)):
        y = 60 if not mended else 56
        sheet.dot(x, y, 1.8, (240, 208, 176))
        sheet.box(x - 1.6, y + 1.6, 3.2, 5.4, coat, 0.8)
    return tick(sheet, mended=mended)


def parking(*, mended: bool) -> Sheet:
    sheet = outdoors(ground=(158, 160, 160))
    for x in range(4, 100, 19):
        sheet.line([(x, 75), (x + 4, 58)], WHITE, 0.6)
    spots = ((6, 63, RED), (44, 63, BLUE), (82, 63, GREY))
    crowd = (
        *spots,
        (25, 64, AMBER),
        (63, 62, WHITE),
        (14, 56, GREEN),
        (36, 56, PALE),
        (58, 55.5, CLAY),
    )
    for x, y, paint in spots if mended else sorted(crowd, key=lambda c: c[1]):
        car(sheet, x, y, paint)
    if not mended:
        sheet.shape([(2, 75), (8, 66), (30, 75)], AMBER)
    return tick(sheet, mended=mended)


def garden(*, mended: bool) -> Sheet:
    sheet = outdoors(ground=(150, 122, 92))
    for row, y in enumerate((58, 64, 70)):
        sheet.box(4, y, 92, 3, (116, 90, 66), 1)
        for x in range(7, 96, 6 if mended else 11 + row * 3):
            for lean in (-1.4, 0, 1.4):
                sheet.line([(x, y + 0.6), (x + lean, y - 3)], GREEN, 0.7)
    if not mended:
        for x, y in ((30, 61), (62, 68)):
            sheet.dot(x, y, 6, (92, 70, 52), 0.4)
    return tick(sheet, mended=mended)


def rubbish(*, mended: bool) -> Sheet:
    sheet = outdoors(ground=(176, 176, 168))
    for x, paint in ((30, GREEN), (48, BLUE), (66, GREY)):
        sheet.shape([(x, 40), (x + 14, 40), (x + 12.4, 62), (x + 1.6, 62)], paint)
        if mended:
            sheet.box(x - 1, 37, 16, 3, INK, 0.8)
        else:
            for dx, dy, r in ((3, 39, 3.4), (8, 37, 4.2), (12, 39.5, 3)):
                sheet.dot(x + dx, dy, r, (228, 226, 220))
    if not mended:
        for x, y, r, c in (
            (22, 64, 4, INK),
            (28, 66, 3, PALE),
            (60, 66, 4.4, INK),
            (84, 64, 3.6, AMBER),
            (76, 68, 3, PALE),
        ):
            sheet.dot(x, y, r, c, 0.8)
    return tick(sheet, mended=mended)


def water(*, mended: bool) -> Sheet:
    sheet = outdoors()
    flow = (112, 168, 200) if mended else (140, 124, 96)
    sheet.shape([(44, 52), (56, 52), (78, 75), (18, 75)], flow)
    for y in (56, 62, 69):
        sheet.line(
            [(42, y), (48, y - 0.8), (54, y), (60, y - 0.8)],
            WHITE if mended else (170, 154, 126),
            0.5,
        )
    if not mended:
        for x, y, r in ((46, 58, 4), (54, 60, 3.4), (50, 55, 3), (40, 64, 4.4)):
            sheet.dot(x, y, r, BROWN, 0.7)
        sheet.line([(30, 50), (62, 60)], (104, 78, 56), 1.4)
    return tick(sheet, mended=mended)


def sewage(*, mended: bool) -> Sheet:
    sheet = outdoors(ground=(160, 154, 140))
    sheet.box(-2, 60, 104, 10, (118, 172, 198) if mended else (62, 58, 50), 0)
    sheet.box(20, 46, 22, 9, GREY, 2)
    sheet.dot(42, 50.5, 4.5, DARK)
    if not mended:
        sheet.shape([(39, 52), (46, 52), (50, 62), (38, 62)], (70, 64, 54))
        for x in (12, 58, 70, 86):
            sheet.dot(x, 64, 1.6, (112, 104, 84), 0.5)
    return tick(sheet, mended=mended)


def signal(*, mended: bool) -> Sheet:
    sheet = outdoors()
    sheet.shape([(34, 56), (66, 56), (96, 75), (4, 75)], DARK)
    sheet.box(48.6, 20, 2.8, 46, GREY, 0.4)
    sheet.box(43, 6, 14, 32, INK, 2)
    lights = (((120, 60, 54), 12), ((130, 112, 60), 22), (LEAF if mended else (60, 84, 60), 32))
    for colour, y in lights:
        sheet.dot(50, y, 4, colour)
    return tick(sheet, mended=mended)


def crane(*, mended: bool) -> Sheet:
    sheet = outdoors(night=not mended, ground=(176, 160, 136))
    sheet.box(54, 26, 34, 34, (150, 140, 128), 0.2)
    for x in range(57, 86, 8):
        for y in (30, 40, 50):
            sheet.box(x, y, 4.6, 5.4, YELLOW if not mended else (196, 206, 210), 0.2)
    sheet.box(28, 10, 2, 52, AMBER, 0)
    sheet.box(14, 10, 60, 1.6, AMBER, 0)
    sheet.line([(62, 11), (62, 22)], INK, 0.4)
    sheet.box(58, 22, 8, 3, RED)
    return tick(sheet, mended=mended)


def bus(*, mended: bool) -> Sheet:
    sheet = paved()
    sheet.box(74, 36, 1.2, 26, GREY, 0)
    sheet.box(71, 34, 8, 6, BLUE)
    if mended:
        sheet.box(16, 40, 48, 20, AMBER, 2)
        for x in range(20, 60, 9):
            sheet.box(x, 43, 7, 7, (200, 224, 236))
        for x in (26, 54):
            sheet.dot(x, 61, 3.6, INK)
    else:
        for x, coat in ((80, RED), (85, BLUE), (90, GREEN)):
            sheet.dot(x, 52, 2, (240, 208, 176))
            sheet.box(x - 2, 54, 4, 8, coat, 1)
    return tick(sheet, mended=mended)


def kiln(*, mended: bool) -> Sheet:
    sheet = outdoors()
    for step in range(5):
        sheet.dot(22 + step * 13, 58 - step * 3.4, 11, CLAY, 0.8)
        sheet.box(11 + step * 13, 58 - step * 3.4, 22, 14, CLAY, 0)
        sheet.dot(22 + step * 13, 62 - step * 3.4, 3, INK if mended else AMBER)
    if not mended:
        for x, y, r in ((82, 28, 6), (88, 20, 8), (78, 16, 7)):
            sheet.dot(x, y, r, (150, 146, 142))
    return tick(sheet, mended=mended)


def bamboo(*, mended: bool) -> Sheet:
    sheet = outdoors()
    for number, x in enumerate(range(6, 98, 9)):
        if not mended and number in {4, 5, 6}:
            sheet.box(x, 58, 3, 4, (190, 176, 110))
            sheet.line([(x - 6, 66 + number), (x + 26, 63 + number)], LEAF, 1.6)
            continue
        sheet.line([(x, 64), (x + 1.4, 6)], LEAF if number % 2 else GREEN, 2)
        for y in range(14, 62, 8):
            sheet.line([(x - 0.4, y), (x + 2.2, y)], (84, 124, 70), 0.4)
        for y in (10, 18, 27):
            sheet.shape([(x + 1, y), (x + 8, y - 2), (x + 7, y + 1)], GREEN)
    return tick(sheet, mended=mended)


def tree(*, mended: bool) -> Sheet:
    sheet = outdoors()
    sheet.shape([(46, 64), (48, 36), (54, 36), (56, 64)], BROWN)
    crown = GREEN if mended else (160, 150, 84)
    for x, y, r in ((36, 32, 13), (50, 22, 15), (64, 32, 13), (50, 36, 13)):
        sheet.dot(x, y, r, crown)
    if not mended:
        sheet.line([(0, 26), (100, 20)], INK, 0.5)
        sheet.line([(54, 40), (74, 24)], BROWN, 1.6)
    return tick(sheet, mended=mended)


def slope(*, mended: bool) -> Sheet:
    sheet = outdoors()
    sheet.shape([(36, 75), (60, 14), (100, 6), (100, 75)], GREEN if mended else (156, 124, 90))
    sheet.box(8, 44, 22, 18, (226, 210, 188), 0.3)
    sheet.shape([(5, 45), (19, 34), (33, 45)], CLAY)
    if mended:
        for x in range(48, 96, 8):
            sheet.line([(x, 66), (x + 14, 26)], PALE, 0.4)
    else:
        for x, y, r in ((36, 66, 4), (44, 62, 5), (30, 70, 3), (56, 50, 3.4)):
            sheet.dot(x, y, r, GREY, 0.8)
    return tick(sheet, mended=mended)


def tower(*, mended: bool) -> Sheet:
    sheet = outdoors()
    sheet.line([(40, 62), (50, 8), (60, 62)], GREY, 1)
    for y in (20, 32, 44, 54):
        half = (y - 8) * 0.185
        sheet.line([(50 - half, y), (50 + half, y)], GREY, 0.7)
    for radius in (6, 11, 16) if mended else (5,):
        for side in (-1, 1):
            sheet.line(
                [
                    (50 + side * radius * 0.7, 10 - radius * 0.6),
                    (50 + side * radius, 10),
                    (50 + side * radius * 0.7, 10 + radius * 0.6),
                ],
                BLUE if mended else RED,
                0.8,
            )
    return tick(sheet, mended=mended)


def board(*, mended: bool) -> Sheet:
    sheet = outdoors()
    for x in (22, 76):
        sheet.box(x, 22, 2, 42, BROWN, 0.3)
    sheet.box(16, 18, 68, 32, BLUE)
    sheet.box(19, 21, 62, 26, WHITE, 0.3)
    sheet.shape([(13, 18), (50, 9), (87, 18)], RED)
    for column in range(3 if mended else 1):
        for y in range(24, 45, 4):
            sheet.box(22 + column * 20, y, 16, 1.4, GREY, 0.3)
    return tick(sheet, mended=mended)


def speaker(*, mended: bool) -> Sheet:
    sheet = outdoors(night=True, ground=(120, 120, 124))
    sheet.box(36, 26, 22, 38, INK, 1.4)
    sheet.dot(47, 36, 5, GREY)
    sheet.dot(47, 51, 8, GREY)
    sheet.dot(47, 51, 4, DARK)
    for radius in (8,) if mended else (10, 17, 24):
        sheet.line(
            [(60 + radius * 0.5, 45 - radius), (60 + radius, 45), (60 + radius * 0.5, 45 + radius)],
            LEAF if mended else AMBER,
            1,
        )
    return tick(sheet, mended=mended)


def mosquito(*, mended: bool) -> Sheet:
    sheet = outdoors()
    sheet.dot(44, 66, 22, (120, 160, 176) if not mended else LEAF, 0.3)
    if not mended:
        for x, y in ((30, 40), (52, 32), (68, 46), (44, 52), (76, 28)):
            sheet.dot(x, y, 1, INK, 1.8)
            sheet.line([(x - 3, y - 2), (x, y), (x + 3, y - 2)], GREY, 0.4)
    return tick(sheet, mended=mended)
