"""The demo's village rooms: ST-2 stands whole, something waits at the desk, twice is once."""

from datetime import UTC, datetime

import pytest

from sanan.cases.actions.seed import seed
from sanan.demo import cast as demo
from sanan.demo.actions.voices import load_voices
from sanan.voices.models import Appeal, Message, Room

NOW = datetime(2026, 11, 23, 4, 0, tzinfo=UTC)


@pytest.mark.django_db
def test_the_rooms_of_the_demo(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    seed(at=NOW)
    cast = demo.cast()
    load_voices(cast, NOW)
    load_voices(cast, NOW)
    assert Room.objects.count() == 2
    answer = Message.objects.get(kind="answer")
    assert answer.reply_to.text.startswith("桥头那段水泥路裂了")
    assert len(answer.files) == 1
    assert answer.case.state == "replied"
    assert Message.objects.filter(state="held").count() == 1
    assert Message.objects.filter(reading="proposed", state="shown").count() >= 2
    assert Message.objects.filter(state__in=["removed", "refused"]).count() == 1
    assert Appeal.objects.pending().count() == 1
    assert Message.objects.filter(indexed=False).count() == 0
