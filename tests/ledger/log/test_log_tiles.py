"""Tiles: paths, widths, bundles, reading through them, and tidying partial ones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sanan.ledger.log.errors import TileError, TileMissingError
from sanan.ledger.log.folder import LogFolder
from sanan.ledger.log.frontier import Frontier
from sanan.ledger.log.merkle import EMPTY_ROOT, Subtree, leaf_hash, root
from sanan.ledger.log.publish import append
from sanan.ledger.log.reader import TileReader, fetch_bundle, read_entries
from sanan.ledger.log.tidy import tidy
from sanan.ledger.log.tiles import (
    ENTRIES,
    Tile,
    edge_tiles,
    read_bundle,
    read_path,
    split_hashes,
    tile_width,
    write_bundle,
)

tiles = st.builds(
    Tile,
    st.integers(ENTRIES, 63),
    st.one_of(st.integers(0, 5000), st.integers(0, 2**55)),
    st.integers(1, 256),
)


@pytest.mark.parametrize(
    ("tile", "path"),
    [
        (Tile(0, 0), "tile/0/000"),
        (Tile(0, 1234067), "tile/0/x001/x234/067"),
        (Tile(ENTRIES, 273, 112), "tile/entries/273.p/112"),
        (Tile(2, 1000, 1), "tile/2/x001/000.p/1"),
    ],
)
def test_path(tile, path):
    assert tile.path == path
    assert read_path(path) == tile


@given(tiles)
def test_every_path_reads_back(tile):
    assert read_path(tile.path) == tile


@pytest.mark.parametrize(
    "path",
    [
        "tile/0/x000/001",
        "tile/0/1",
        "tile/00/001",
        "tile/64/001",
        "tile/0/001.p/0",
        "tile/0/001.p/256",
        "tile/0/001.p/08",
        "tile/0/../001",
        "tile/0/001/001",
        "tile/0/.001.tmp",
        "tile/0/001\n",
        "tile/0/٠٠١",
        "checkpoint",
        "",
    ],
)
def test_no_other_path_is_a_tile(path):
    with pytest.raises(TileError):
        read_path(path)


def test_tiles_of_a_log_of_70_000():
    assert list(edge_tiles(70_000)) == [
        Tile(ENTRIES, 273, 112),
        Tile(0, 273, 112),
        Tile(1, 1, 17),
        Tile(2, 0, 1),
    ]
    assert list(edge_tiles(256)) == [Tile(1, 0, 1)]
    assert list(edge_tiles(0)) == []
    assert [tile_width(0, n, 70_000) for n in (0, 272, 273, 274)] == [256, 256, 112, 0]


@given(st.lists(st.binary(max_size=300), max_size=256))
def test_bundles_read_back(entries):
    assert read_bundle(write_bundle(entries)) == entries


def test_a_bundle_refuses_what_it_cannot_hold():
    assert read_bundle(write_bundle([b"x" * 65_535])) == [b"x" * 65_535]
    with pytest.raises(TileError):
        write_bundle([b"x" * 65_536])


@pytest.mark.parametrize("data", [b"\x00", b"\x00\x02a", b"\x00\x01a\x00"])
def test_a_bundle_cut_short_is_refused(data):
    with pytest.raises(TileError):
        read_bundle(data)


def test_a_tile_of_broken_hashes_is_refused():
    with pytest.raises(TileError):
        split_hashes(b"x" * 33)


@pytest.mark.parametrize("size", [1, 2, 255, 256, 257, 511, 512, 700])
def test_the_tiles_hold_the_tree(folder: LogFolder, rows, size):
    frontier = Frontier()
    assert frontier.root() == EMPTY_ROOT
    append(folder, frontier, rows(size))
    hashes = [leaf_hash(row) for row in rows(size)]
    reader = TileReader(folder.read, size)
    assert [reader([Subtree(0, i)])[0] for i in range(size)] == hashes
    assert root(size, reader) == frontier.root()
    assert list(read_entries(folder.read, size)) == rows(size)
    assert list(read_entries(folder.read, size, size // 2)) == rows(size)[size // 2 :]


def test_growing_in_steps_is_growing_at_once(tmp_path, rows):
    at_once, frontier = LogFolder(tmp_path / "a", sync=False), Frontier()
    append(at_once, frontier, rows(70_000))
    in_steps, step = LogFolder(tmp_path / "b", sync=False), Frontier()
    for start, stop in ((0, 3), (3, 256), (256, 66_000), (66_000, 70_000)):
        append(in_steps, step, rows(stop - start, start))
        step = Frontier.load(TileReader(in_steps.read, stop))
    assert step.root() == frontier.root()
    for tile in [*edge_tiles(70_000), Tile(0, 200), Tile(1, 0), Tile(ENTRIES, 257)]:
        assert at_once.read(tile.path) == in_steps.read(tile.path)


def test_nothing_is_read_outside_the_tree(folder, rows):
    append(folder, Frontier(), rows(300))
    reader = TileReader(folder.read, 290)
    for outside in (Subtree(0, 290), Subtree(9, 0), Subtree(0, 9999), Subtree(8, 1)):
        with pytest.raises(TileError):
            reader([outside])


def test_a_short_tile_or_bundle_is_refused(folder, rows):
    append(folder, Frontier(), rows(10))
    tile, bundle = list(edge_tiles(10))[1], next(edge_tiles(10))
    folder.write({tile.path: folder.read(tile.path)[:-1]})
    with pytest.raises(TileError):
        TileReader(folder.read, 10)([Subtree(0, 0)])
    folder.write({bundle.path: write_bundle(rows(9))})
    with pytest.raises(TileError):
        fetch_bundle(folder.read, 0, 10)


def test_an_entry_that_does_not_match_its_tile_is_refused(folder, rows):
    append(folder, Frontier(), rows(10))
    bundle = next(edge_tiles(10))
    folder.write({bundle.path: write_bundle([*rows(9), b"other"])})
    with pytest.raises(TileError):
        list(read_entries(folder.read, 10))


def test_tidying_leaves_every_older_tree_readable(folder, rows):
    frontier = Frontier()
    for start in range(0, 600, 100):
        append(folder, frontier, rows(100, start))
    roots = {size: root(size, TileReader(folder.read, size)) for size in (100, 300, 500, 600)}
    (folder.root / "tile/0/stray.p").mkdir()
    assert tidy(folder, 600) == 4
    assert tidy(folder, 600) == 0
    with pytest.raises(TileMissingError):
        folder.read(Tile(0, 0, 100).path)
    for size, before in roots.items():
        assert root(size, TileReader(folder.read, size)) == before


def test_a_tile_that_is_full_only_beyond_the_checkpoint_is_not_tidied(folder, rows):
    frontier = Frontier()
    append(folder, frontier, rows(10))
    partial = folder.read(Tile(0, 0, 10).path)
    append(folder, frontier, rows(290, 10))
    assert tidy(folder, 10) == 0
    assert folder.read(Tile(0, 0, 10).path) == partial


def test_a_file_below_a_file_is_missing(folder, rows):
    append(folder, Frontier(), rows(10))
    with pytest.raises(TileMissingError):
        folder.read(f"{Tile(0, 0, 10).path}/none")
