"""A file of another system handed in at the desk: rehearsed without a trace, taken once, told."""

import io
import json

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from sanan.cases.models import Case
from sanan.exchange import actions
from sanan.exchange.models import Batch, Message
from sanan.kit.errors import Forbidden
from sanan.ledger.models import Entry

pytestmark = pytest.mark.django_db
PAGE = "/staff/exchange/hand-in/"
HEADS = "工单编号,诉求内容,状态\n"
ROWS = "RX-1,村口路灯不亮，晚上看不见路,\nRX-2,井盖松了，车一过就响,\nRX-3,催一催,没见过的状态"


@pytest.fixture(autouse=True)
def _here(settings, tmp_path):
    settings.VAR, settings.STAFF_SECOND_FACTOR = tmp_path, False


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person)
    return client


def file(
    text: str = HEADS + ROWS.replace("，", "、"), name: str = "热线.csv"
) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, text.encode())


def sent(client: Client, desk, **more):
    return client.post(PAGE, {"system": desk.hotline.pk, "file": file(), **more})


def test_nothing_is_kept_by_looking_and_all_is_taken_by_the_press(desk):
    client = signed_in(desk.dispatcher)
    looked = sent(client, desk)
    page = client.get(looked["Location"]).content.decode()
    assert (Message.objects.count(), Case.objects.count(), Batch.objects.count()) == (0, 0, 0)
    assert ["已办妥 2" in page, "要人看一看 1" in page, "没见过的状态" in page] == [True] * 3
    told = client.post(looked["Location"], follow=True)
    said = told.content.decode()
    assert (Message.objects.count(), Case.objects.count()) == (3, 2)
    assert ["已办妥 2" in said, "要人看一看 1" in said] == [True, True]
    assert Batch.objects.get().name == "热线.csv"
    entry = Entry.objects.get(event="exchange.hand_in")
    assert (entry.by, json.loads(bytes(entry.content))["rows"]) == (desk.dispatcher.ref, 3)


def test_the_results_are_a_sheet_and_that_it_was_taken_is_on_the_record(desk):
    client = signed_in(desk.dispatcher)
    told = client.post(sent(client, desk)["Location"])
    book = openpyxl.load_workbook(io.BytesIO(client.get(f"{told['Location']}?xlsx").content)).active
    rows = [row[:4] for row in book.values]
    assert rows[0] == ("对方编号", "要我们做什么", "现在", "我们的编号")
    assert [row[0] for row in rows[1:]] == ["RX-1", "RX-2", "RX-3"]
    assert {row[3] for row in rows[1:3]} == set(Case.objects.values_list("code", flat=True))
    assert Entry.objects.filter(event="record.export").count() == 1


def test_what_came_by_the_folder_is_not_taken_again(desk):
    desk.said("RX-1", 诉求内容="村口路灯不亮、晚上看不见路", 状态="")
    client = signed_in(desk.dispatcher)
    looked = sent(client, desk)
    assert "收过了，不再收 1" in client.get(looked["Location"]).content.decode()
    client.post(looked["Location"])
    again = sent(client, desk)
    assert "收过了，不再收 3" in client.get(again["Location"]).content.decode()
    client.post(again["Location"])
    assert (Message.objects.count(), Case.objects.count(), Batch.objects.count()) == (3, 2, 1)


@pytest.mark.parametrize(
    ("text", "name", "said"),
    [
        ("x", "热线.doc", "只收 JSON、CSV 和 Excel"),
        ('[{"工单编号": "1"', "热线.json", "后半截不在"),
        ("[]", "热线.json", "一件也没有"),
        ("[" + ",".join(["{}"] * 501) + "]", "热线.json", "一次最多交 500 件"),
    ],
)
def test_a_file_that_cannot_be_taken_says_what_to_do(desk, text, name, said):
    answer = sent(signed_in(desk.dispatcher), desk, file=file(text, name))
    assert (answer.status_code, said in answer.content.decode()) == (422, True)


def test_only_whoever_reads_letters_there_hands_one_in(desk):
    assert signed_in(desk.admin).get(PAGE).status_code == 404
    assert signed_in(desk.handler).get(PAGE).status_code == 404
    assert sent(signed_in(desk.far), desk).status_code in {403, 422}
    client = signed_in(desk.dispatcher)
    looked = sent(client, desk)["Location"]
    batch = client.post(looked)["Location"]
    assert signed_in(desk.far).get(batch).status_code in {403, 404}
    with pytest.raises(Forbidden, match="not_yours"):
        actions.rehearse(system=desk.hotline, path=desk.folder, name="x.csv", by=desk.far)
