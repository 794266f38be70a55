"""Uploads of every kind, whole and broken, all of them made here."""

import io
import math
import random
import signal
import struct
import subprocess
import sys
import wave
import zipfile
import zlib

import pytest
from PIL import Image, ImageCms
from PIL.ExifTags import Base
from PIL.PngImagePlugin import PngInfo
from pillow_heif import register_heif_opener

from sanan.kit.errors import Refused
from sanan.kit.files import (
    Bomb,
    Damaged,
    EmptyFile,
    Limits,
    NotWhatItSays,
    TooLarge,
    UnknownType,
    Upload,
    WrongKind,
    inspect,
    is_intact,
    store_atomically,
)
from sanan.kit.filetypes import Kind

register_heif_opener()  # to draw some; reading is the child's affair
SECRET = "TAKEN-AT-HOME"


def picture(width=64, height=32) -> Image.Image:
    """Left half red, right half blue."""
    image = Image.new("RGB", (width, height), "red")
    image.paste("blue", (width // 2, 0, width, height))
    return image


def noise(width, height) -> Image.Image:
    pixels = random.Random(7).randbytes(width * height * 3)  # noqa: S311 - the same each time
    return Image.frombytes("RGB", (width, height), pixels)


def saved(image, form, **options) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def box(name: bytes, body: bytes) -> bytes:
    return struct.pack(">I4s", 8 + len(body), name) + body


def clip(brand: bytes, *handlers: bytes, media=b"\0" * 64) -> bytes:
    def track(handler):
        return box(b"trak", box(b"mdia", box(b"hdlr", b"\0" * 8 + handler + b"\0" * 13)))

    moov = box(b"moov", b"".join(track(handler) for handler in handlers))
    return box(b"ftyp", brand + b"\0\0\2\0isommp41") + box(b"mdat", media) + moov


def webm(codec: bytes, doctype=b"webm") -> bytes:
    return b"\x1a\x45\xdf\xa3\x8b\x42\x82" + bytes([0x80 + len(doctype)]) + doctype + codec * 2


def wav() -> bytes:
    out = io.BytesIO()
    with wave.open(out, "wb") as voice:
        voice.setnchannels(1)
        voice.setsampwidth(2)
        voice.setframerate(8000)
        voice.writeframes(
            b"".join(struct.pack("<h", int(9e3 * math.sin(n / 9))) for n in range(800))
        )
    return out.getvalue()


def archive(**parts) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in parts.items():
            made.writestr(name, content)
    return out.getvalue()


def office(*parts) -> bytes:
    return archive(**dict.fromkeys(("[Content_Types].xml", *parts), "<x/>"))


def ogg(codec: bytes) -> bytes:
    return b"OggS" + b"\0" * 22 + b"\1\x13" + codec.ljust(19, b"\0")


MP3_FRAME = b"\xff\xfb\x90\x00" + b"\0" * 413  # 128 kbit/s, 44.1 kHz: 417 bytes
AAC_FRAME = b"\xff\xf1\x50\x80\x02\x1f\xfc" + b"\0" * 9  # says that it is 16 bytes long
PDF = b"%PDF-1.7\n1 0 obj\n<<>>\nendobj\nstartxref\n0\n%%EOF\n"


def judged(content: bytes, name: str = "x", limits: Limits | None = None) -> Upload:
    return inspect(io.BytesIO(content), name, limits or Limits())


PHOTOS = {
    "jpeg": lambda: saved(picture(), "JPEG"),
    "png": lambda: saved(picture(), "PNG"),
    "webp": lambda: saved(picture(), "WEBP", lossless=True),
    "gif": lambda: saved(picture(), "GIF"),
    "moving gif": lambda: saved(
        picture(), "GIF", save_all=True, append_images=[Image.new("RGB", (64, 32), "lime")]
    ),
    "heic": lambda: saved(picture(), "HEIF", quality=95),
    "png with a palette": lambda: saved(picture().convert("P"), "PNG"),
    "mpo": lambda: saved(picture(), "MPO", save_all=True, append_images=[noise(64, 32)]),
}


@pytest.mark.parametrize("drawn", PHOTOS.values(), ids=PHOTOS)
def test_a_photo_becomes_our_jpeg(drawn):
    upload = judged(drawn(), "门口 (1).HEIC")
    assert (upload.kind, upload.content_type, upload.suffix) == (Kind.PHOTO, "image/jpeg", ".jpg")
    assert (upload.name, upload.width, upload.height) == ("门口 (1).jpg", 64, 32)
    image = Image.open(upload.stream)
    assert (image.format, image.mode, image.size) == ("JPEG", "RGB", (64, 32))
    for at, colour in (((8, 16), (254, 0, 0)), ((56, 16), (0, 0, 254))):
        assert all(abs(a - b) < 16 for a, b in zip(image.getpixel(at), colour, strict=True))
    assert upload.size == len(upload.stream.getvalue())


def test_a_large_photo_is_scaled_down_and_a_small_one_left():
    upload = judged(saved(Image.new("RGB", (6000, 3000), "red"), "JPEG"))
    assert (upload.width, upload.height) == (2560, 1280)
    assert Image.open(io.BytesIO(upload.thumbnail)).size == (320, 160)
    small = judged(saved(picture(), "PNG"))
    assert Image.open(io.BytesIO(small.thumbnail)).size == (64, 32)


def secretive(form: str) -> bytes:
    exif = Image.Exif()
    exif[Base.ImageDescription] = SECRET
    exif[Base.Make] = SECRET
    exif.get_ifd(0x8825)[1] = "N"
    exif.get_ifd(0x8825)[2] = (25.0, 29.0, 19.0)
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    options = {"exif": exif, "icc_profile": profile}
    if form == "JPEG":
        options |= {"comment": SECRET, "xmp": f"<x>{SECRET}</x>".encode()}
    if form == "PNG":
        text = PngInfo()
        text.add_text("Author", SECRET)
        options["pnginfo"] = text
    if form == "GIF":
        options = {"comment": SECRET}
    return saved(picture(), form, **options)


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP", "GIF", "HEIF"])
def test_nothing_hidden_stays_in_a_photo(form):
    sent = secretive(form)
    assert SECRET.encode() in sent
    upload = judged(sent)
    for content in (upload.stream.getvalue(), upload.thumbnail):
        assert SECRET.encode() not in content
        assert segments(content) <= {0xE0, 0xDB, 0xC0, 0xC4, 0xDA}  # only what draws the picture
        assert not Image.open(io.BytesIO(content)).getexif()


def segments(jpeg: bytes) -> set[int]:
    """The markers of a JPEG up to its picture data."""
    at, found = 2, set()
    while 0xDA not in found:
        found.add(jpeg[at + 1])
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4], "big")
    return found


@pytest.mark.parametrize("form", ["JPEG", "PNG", "WEBP"])
def test_a_photo_taken_sideways_is_turned_upright(form):
    exif = Image.Exif()
    exif[Base.Orientation] = 6  # turn a quarter clockwise to see it
    upload = judged(saved(picture(), form, exif=exif))
    image = Image.open(upload.stream)
    assert image.size == (upload.width, upload.height) == (32, 64)
    red, _green, blue = image.getpixel((16, 8))
    assert red > 200
    assert blue < 50


def test_what_is_seen_through_becomes_white():
    image = Image.new("RGBA", (40, 40), (0, 0, 0, 0))
    assert Image.open(judged(saved(image, "PNG")).stream).getpixel((20, 20)) == (255, 255, 255)


def test_sixteen_bits_of_grey_do_not_burn_out():
    grey = Image.new("I;16", (40, 40), 32768)
    assert Image.open(judged(saved(grey, "PNG")).stream).getpixel((20, 20)) == (128, 128, 128)


def test_a_broken_colour_profile_does_not_cost_the_photo():
    assert judged(saved(picture(), "JPEG", icc_profile=b"not a profile")).width == 64


CLIPS = {
    "m4a": (clip(b"M4A ", b"soun"), Kind.VOICE, "audio/mp4", ".m4a"),
    "m4a called mp42": (clip(b"mp42", b"soun"), Kind.VOICE, "audio/mp4", ".m4a"),
    "3gp voice": (clip(b"3gp4", b"soun"), Kind.VOICE, "audio/mp4", ".m4a"),
    "mp4": (clip(b"isom", b"vide", b"soun"), Kind.VIDEO, "video/mp4", ".mp4"),
    "mov": (clip(b"qt  ", b"soun", b"vide"), Kind.VIDEO, "video/quicktime", ".mov"),
    "webm": (webm(b"V_VP9 A_OPUS"), Kind.VIDEO, "video/webm", ".webm"),
    "webm voice": (webm(b"A_OPUS"), Kind.VOICE, "audio/webm", ".weba"),
    "aac": (AAC_FRAME * 3, Kind.VOICE, "audio/aac", ".aac"),
    "mp3": (MP3_FRAME * 3, Kind.VOICE, "audio/mpeg", ".mp3"),
    "mp3 with tag": (b"ID3\4\0\0\0\0\0\0" + MP3_FRAME, Kind.VOICE, "audio/mpeg", ".mp3"),
    "opus": (ogg(b"OpusHead"), Kind.VOICE, "audio/ogg", ".ogg"),
    "vorbis": (ogg(b"\1vorbis"), Kind.VOICE, "audio/ogg", ".ogg"),
    "wav": (wav(), Kind.VOICE, "audio/wav", ".wav"),
    "amr": (b"#!AMR\n" + b"\x3c" * 32, Kind.VOICE, "audio/amr", ".amr"),
    "pdf": (PDF, Kind.DOCUMENT, "application/pdf", ".pdf"),
    "docx": (
        office("word/document.xml"),
        Kind.DOCUMENT,
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        ".docx",
    ),
    "xlsx": (
        office("xl/workbook.xml"),
        Kind.DOCUMENT,
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        ".xlsx",
    ),
}


@pytest.mark.parametrize(("content", "kind", "media", "suffix"), CLIPS.values(), ids=CLIPS)
def test_anything_else_is_kept_as_sent(content, kind, media, suffix):
    upload = judged(content, "../../etc/录音.exe")
    assert (upload.kind, upload.content_type, upload.suffix) == (kind, media, suffix)
    assert (upload.name, upload.size) == ("录音" + suffix, len(content))
    assert upload.stream.read() == content
    assert (upload.thumbnail, upload.width, upload.height) == (None, None, None)


def png_of(width: int, height: int) -> bytes:
    """A few bytes that claim to be a picture of any size."""

    def chunk(name, body):
        crc = zlib.crc32(name + body)
        return struct.pack(">I", len(body)) + name + body + struct.pack(">I", crc)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(b"\0" * 1000)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def scans(number: int) -> bytes:
    """A progressive JPEG whose last scan, with nothing in it, comes `number` times."""
    content = saved(Image.new("RGB", (2000, 1500), "red"), "JPEG", progressive=True)
    last = content.rindex(b"\xff\xda")
    return content[:last] + content[last:-2] * number + content[-2:]


def half(content: bytes) -> bytes:
    return content[: len(content) // 2]


def noisy(form: str) -> bytes:
    return saved(noise(200, 200), form)


BROKEN = {
    "nothing": (b"", "a.jpg", EmptyFile),
    "a zip called jpg": (archive(readme="hello"), "photo.jpg", NotWhatItSays),
    "text called png": (b"hello there", "photo.png", NotWhatItSays),
    "a program called mp4": (b"MZ" + b"\0" * 200, "clip.mp4", NotWhatItSays),
    "svg": (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "a.svg", UnknownType),
    "html": (b"<!doctype html><script>1</script>", "a.html", UnknownType),
    "a zip": (archive(readme="hello"), "a.zip", UnknownType),
    "an old zip": (b"PK\3\4" + b"\0" * 40, "a.zip", UnknownType),
    "word with macros": (office("word/document.xml", "word/vbaProject.bin"), "a.docm", UnknownType),
    "matroska": (webm(b"V_VP9", b"matroska"), "a.mkv", UnknownType),
    "theora": (ogg(b"\x80theora"), "a.ogv", UnknownType),
    "avif": (clip(b"avif", b"pict"), "a.avif", UnknownType),
    "one lonely sync word": (b"\xff\xfb\x90\x00" + b"x" * 1000, "a.bin", UnknownType),
    "half a jpeg": (lambda: half(noisy("JPEG")), "a.jpg", Damaged),
    "half a png": (lambda: half(noisy("PNG")), "a.png", Damaged),
    "half a webp": (lambda: half(noisy("WEBP")), "a.webp", Damaged),
    "half a gif": (lambda: half(noisy("GIF")), "a.gif", Damaged),
    "half a heic": (lambda: half(noisy("HEIF")), "a.heic", Damaged),
    "most of a heic": (lambda: noisy("HEIF")[:-500], "a.heic", Damaged),
    "the first bytes of a heic": (lambda: saved(picture(), "HEIF")[:40], "a.heic", Damaged),
    "a jpeg's first bytes": (b"\xff\xd8\xff\xe0", "a.jpg", Damaged),
    "half a video": (half(clip(b"isom", b"vide", media=b"\0" * 4096)), "a.mp4", Damaged),
    "a video without its index": (clip(b"isom"), "a.mp4", Damaged),
    "a video with a box too small": (clip(b"isom") + b"\0\0\0\4free" + b"\0" * 8, "a.mp4", Damaged),
    "webm without a track": (webm(b""), "a.webm", Damaged),
    "half a pdf": (half(PDF * 200)[:5000] + b"x" * 5000, "a.pdf", Damaged),
    "a bomb": (png_of(60_000, 60_000), "a.png", Bomb),
    "a bomb that Pillow would let pass": (png_of(9_000, 9_000), "a.png", Bomb),
    "a jpeg of 500 empty scans": (lambda: scans(500), "a.jpg", Bomb),
    "a screenshot that wants 800 MB": (
        lambda: saved(Image.new("RGBA", (7000, 7000)), "PNG"),
        "a.png",
        Bomb,
    ),
}


@pytest.mark.parametrize(("content", "name", "refusal"), BROKEN.values(), ids=BROKEN)
def test_what_cannot_be_taken(content, name, refusal):
    drawn = content() if callable(content) else content  # only now, since some take long
    with pytest.raises(Refused) as refused:
        judged(drawn, name)
    assert type(refused.value) is refusal
    assert refused.value.code == refusal.reason


def test_an_archive_that_unpacks_to_too_much_is_not_a_paper():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as made:
        made.writestr("[Content_Types].xml", "<x/>")
        made.writestr("word/document.xml", "<x/>")
        made.getinfo("word/document.xml").file_size = 1 << 30
    with pytest.raises(Damaged):
        judged(out.getvalue(), "a.docx")


def test_limits_by_kind():
    limits = Limits(photo=1000, video=2000, kinds=frozenset({Kind.PHOTO, Kind.VIDEO}))
    with pytest.raises(TooLarge) as refused:
        judged(saved(noise(100, 100), "PNG"), "a.png", limits)
    assert refused.value.most == 2000
    with pytest.raises(TooLarge) as refused:
        judged(PHOTOS["jpeg"]() + b"\0" * 1000, "a.jpg", limits)
    assert refused.value.most == 1000
    with pytest.raises(WrongKind):
        judged(MP3_FRAME * 3, "a.mp3", limits)


@pytest.mark.parametrize(
    ("sent", "shown"),
    [
        ("", "file.jpg"),
        ("a\x00b\n .png", "ab.jpg"),
        ("C:\\photos\\灯.png", "灯.jpg"),
        ("x" * 300 + ".png", "x" * 99 + "….jpg"),
    ],
)
def test_the_shown_name(sent, shown):
    assert judged(PHOTOS["png"](), sent).name == shown


def test_a_stored_file_is_found_under_its_key(tmp_path):
    root = tmp_path / "media"
    first = store_atomically(root, b"hello", ".txt")
    second = store_atomically(root, io.BytesIO(b"hello"), ".txt")
    assert first != second
    assert first[:2] == "2c"  # of the SHA-256 of hello
    assert first[3:35] == second[3:35]
    for key in (first, second):
        assert (root / key).read_bytes() == b"hello"
        assert is_intact(root, key)
    assert list(root.glob("*.part")) == []


def test_a_changed_or_missing_file_is_not_intact(tmp_path):
    key = store_atomically(tmp_path, b"hello")
    (tmp_path / key).write_bytes(b"hullo")
    assert not is_intact(tmp_path, key)
    assert not is_intact(tmp_path, "00/nothing")


def test_a_write_that_fails_leaves_nothing(tmp_path):
    class Failing(io.BytesIO):
        def read(self, *_size):
            raise OSError("disk on fire")

    with pytest.raises(OSError, match="fire"):
        store_atomically(tmp_path, Failing())
    assert list(tmp_path.rglob("*")) == []


WRITER = """
import sys
from pathlib import Path
from sanan.kit.files import store_atomically
n = 0
while True:
    n += 1
    print(store_atomically(Path(sys.argv[1]), str(n).encode() * 50_000), flush=True)
"""


def test_an_acknowledged_file_survives_a_kill(tmp_path):
    writer = subprocess.Popen(
        [sys.executable, "-c", WRITER, str(tmp_path)], stdout=subprocess.PIPE, text=True
    )
    keys = [writer.stdout.readline().strip() for _ in range(20)]
    writer.send_signal(signal.SIGKILL)
    keys += [line.strip() for line in writer.communicate()[0].splitlines()]
    assert len(keys) >= 20
    assert all(is_intact(tmp_path, key) for key in keys)
    kept = {str(path.relative_to(tmp_path)) for path in tmp_path.glob("*/*")}
    assert len(kept - set(keys)) <= 1  # stored, and killed before it could say so
