"""The client of the benchmark counts what a server of its own answers."""

import socketserver
import threading

import pytest

from bench.load import drive, percentile, request


class Answer(socketserver.StreamRequestHandler):
    def handle(self):
        while True:
            line = self.rfile.readline()
            if not line:
                return
            status = "200 OK" if b"/good" in line else "503 Busy"
            length = 0
            while (head := self.rfile.readline().strip()) != b"":
                name, _, value = head.partition(b":")
                length = int(value) if name.lower() == b"content-length" else length
            self.rfile.read(length)
            self.server.seen.append(line)
            said = f"HTTP/1.1 {status}\r\nContent-Length: 5\r\n\r\nhello".encode()
            self.wfile.write(said[:9])
            self.wfile.write(said[9:])


@pytest.fixture
def server():
    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Answer) as made:
        made.daemon_threads = True
        made.seen = []
        thread = threading.Thread(target=made.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield made
        made.shutdown()
        thread.join()


def test_it_counts_answers_and_errors(server):
    asked = [request("POST", path, {"X": "y"}, b"body") for path in ("/good", "/bad")]
    seen = drive(server.server_address[1], asked, clients=2, seconds=0.2)
    assert seen.requests == seen.status["200"] + seen.status["503"]
    assert seen.errors == seen.status["503"] > 0
    # Those still on their way at the end are not counted.
    assert 0 <= len(server.seen) - seen.requests <= 2
    assert 0 < seen.p50 <= seen.p95 <= seen.p99
    assert seen.per_second == seen.requests / seen.seconds


@pytest.mark.parametrize(
    ("values", "share", "found"),
    [([], 0.5, 0.0), ([1.0], 0.99, 1.0), (list(map(float, range(100))), 0.95, 95.0)],
)
def test_percentiles(values, share, found):
    assert percentile(values, share) == found
