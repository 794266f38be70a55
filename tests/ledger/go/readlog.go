// readlog reads a published log with golang.org/x/mod/sumdb, sharing no code with this project.
//
//	go run readlog.go <log verifier key> <folder> [<witness verifier key>|- [<around> ...]]
//
// It opens the checkpoint, reads every tile through tlog.TileHashReader (which authenticates tiles
// against the root), proves every entry of every bundle, and proves every older size consistent.
// An <around> is a file as /log/<year>/around/<index> gives it: the two checkpoints around an entry.
// Both must be the log's and lie on the way to its root; between them the entry came in, and the
// moment that it says itself must not lie outside (docs/record.md).
package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

// folder serves tiles of height 8 by the paths of C2SP tlog-tiles, which leave the height out.
type folder string

func (f folder) Height() int { return 8 }

func (f folder) SaveTiles([]tlog.Tile, [][]byte) {}

func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(filepath.Join(string(f), path(tile)))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

func path(tile tlog.Tile) string {
	path := strings.TrimPrefix(tile.Path(), "tile/8/")
	return "tile/" + strings.Replace(path, "data/", "entries/", 1)
}

func must(what string, err error) {
	if err != nil {
		fmt.Println("REJECTED:", what, err)
		os.Exit(1)
	}
}

func main() {
	verifier, err := note.NewVerifier(os.Args[1])
	must("verifier key", err)
	logFolder := folder(os.Args[2])
	checkpoint, err := os.ReadFile(filepath.Join(os.Args[2], "checkpoint"))
	must("checkpoint", err)
	witness := ""
	if len(os.Args) > 3 && os.Args[3] != "-" {
		witness = os.Args[3]
	}
	signed, size, root := opened(checkpoint, verifier)
	if witness != "" {
		if _, found := seenAt(signed, witness); !found {
			must("cosignature", fmt.Errorf("none of %s", witness))
		}
	}
	reader := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, logFolder)
	computed, err := tlog.TreeHash(size, reader)
	must("tree", err)
	if computed != root {
		must("tree", fmt.Errorf("another root"))
	}
	checkEntries(logFolder, reader, size, root)
	checkSizes(reader, size, root)
	fmt.Printf("OK: %d entries in %s\n", size, strings.SplitN(signed.Text, "\n", 2)[0])
	for _, file := range os.Args[min(4, len(os.Args)):] {
		tellWhen(file, logFolder, reader, size, verifier, witness)
	}
}

func min(a, b int) int {
	if a < b {
		return a
	}
	return b
}

// opened is a checkpoint whose signature by the log holds, with its size and root.
func opened(checkpoint []byte, verifier note.Verifier) (*note.Note, int64, tlog.Hash) {
	signed, err := note.Open(checkpoint, note.VerifierList(verifier))
	must("checkpoint signature", err)
	lines := strings.Split(signed.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must("size", err)
	root, err := tlog.ParseHash(lines[2])
	must("root", err)
	return signed, size, root
}

type side struct {
	SignedAt time.Time `json:"signed_at"`
	Note     string    `json:"note"`
}

type around struct {
	Index  int64 `json:"index"`
	Before *side `json:"before"`
	After  *side `json:"after"`
}

const slack = 10 * time.Minute

// tellWhen prints between which checkpoints an entry came in, and refuses a moment outside.
func tellWhen(file string, logFolder folder, reader tlog.HashReader, size int64, verifier note.Verifier, witness string) {
	data, err := os.ReadFile(file)
	must("around", err)
	var told around
	must("around", json.Unmarshal(data, &told))
	if told.After == nil || told.Index < 0 || told.Index >= size {
		must("around", fmt.Errorf("no entry %d with a checkpoint after it", told.Index))
	}
	newer, by := moment(told.After, reader, size, verifier, witness, false)
	if newer <= told.Index {
		must("around", fmt.Errorf("the checkpoint after entry %d does not hold it", told.Index))
	}
	at, late := said(entryAt(logFolder, size, told.Index))
	came := "by " + by.Format(time.RFC3339)
	outside := at.After(by.Add(slack))
	if told.Before != nil {
		older, after := moment(told.Before, reader, size, verifier, witness, true)
		if older > told.Index {
			must("around", fmt.Errorf("the checkpoint before entry %d holds it", told.Index))
		}
		came = "after " + after.Format(time.RFC3339) + " and " + came
		outside = outside || at.Add(late).Before(after.Add(-slack))
	}
	if outside {
		must("time", fmt.Errorf("entry %d says %s, but came in %s", told.Index, at.Format(time.RFC3339), came))
	}
	fmt.Printf("entry %d came in %s\n", told.Index, came)
}

// moment is the size of a checkpoint on the way to the root, and when it stood: the operator's word,
// bounded by the witness's, the later of both before an entry, the earlier after it.
func moment(told *side, reader tlog.HashReader, size int64, verifier note.Verifier, witness string, before bool) (int64, time.Time) {
	signed, old, root := opened([]byte(told.Note), verifier)
	if old > size {
		must("around", fmt.Errorf("a checkpoint of %d entries in a log of %d", old, size))
	}
	computed, err := tlog.TreeHash(old, reader)
	must("older tree", err)
	if computed != root {
		must("older tree", fmt.Errorf("another root at %d", old))
	}
	at := told.SignedAt.UTC()
	if seen, found := seenAt(signed, witness); found && seen.After(at) == before {
		at = seen
	}
	return old, at
}

func entryAt(logFolder folder, size int64, index int64) []byte {
	tile := tlog.Tile{H: 8, L: -1, N: index / 256, W: 256}
	if size-tile.N*256 < 256 {
		tile.W = int(size - tile.N*256)
	}
	bundle, err := os.ReadFile(filepath.Join(string(logFolder), path(tile)))
	must("bundle", err)
	for skip := index % 256; skip > 0; skip-- {
		bundle = bundle[2+binary.BigEndian.Uint16(bundle):]
	}
	return bundle[2 : 2+binary.BigEndian.Uint16(bundle)]
}

// said is the moment that an entry says itself, and how much later it may have been published: acts on
// sealed reports and their keys carry their day and come in three hours after it is over.
func said(entry []byte) (time.Time, time.Duration) {
	var fields struct {
		At    time.Time `json:"at"`
		Event string    `json:"t"`
	}
	must("entry", json.Unmarshal(entry, &fields))
	if fields.Event == "sealed.act" || fields.Event == "sealed.key" {
		return fields.At, 27 * time.Hour
	}
	return fields.At, 0
}

func checkEntries(logFolder folder, reader tlog.HashReader, size int64, root tlog.Hash) {
	for index := int64(0); index < size; {
		tile := tlog.Tile{H: 8, L: -1, N: index / 256, W: 256}
		if size-tile.N*256 < 256 {
			tile.W = int(size - tile.N*256)
		}
		bundle, err := os.ReadFile(filepath.Join(string(logFolder), path(tile)))
		must("bundle", err)
		for len(bundle) > 0 {
			length := int(binary.BigEndian.Uint16(bundle))
			entry := bundle[2 : 2+length]
			bundle = bundle[2+length:]
			proof, err := tlog.ProveRecord(size, index, reader)
			must("proof", err)
			must("entry", tlog.CheckRecord(proof, size, root, index, tlog.RecordHash(entry)))
			index++
		}
	}
}

func checkSizes(reader tlog.HashReader, size int64, root tlog.Hash) {
	for old := int64(1); old < size; old++ {
		oldRoot, err := tlog.TreeHash(old, reader)
		must("older tree", err)
		proof, err := tlog.ProveTree(size, old, reader)
		must("consistency proof", err)
		must("consistency", tlog.CheckTree(proof, size, root, old, oldRoot))
	}
}

// seenAt verifies a timestamped cosignature, which package note does not know: when that witness saw it.
func seenAt(signed *note.Note, vkey string) (time.Time, bool) {
	if vkey == "" {
		return time.Time{}, false
	}
	parts := strings.SplitN(vkey, "+", 3)
	key, err := base64.StdEncoding.DecodeString(parts[2])
	must("witness key", err)
	for _, signature := range signed.UnverifiedSigs {
		raw, err := base64.StdEncoding.DecodeString(signature.Base64)
		must("cosignature", err)
		if signature.Name != parts[0] || fmt.Sprintf("%08x", signature.Hash) != parts[1] {
			continue
		}
		at := binary.BigEndian.Uint64(raw[4:12])
		message := fmt.Sprintf("cosignature/v1\ntime %d\n%s", at, signed.Text)
		if bytes.Equal(key[:1], []byte{4}) && ed25519.Verify(key[1:], []byte(message), raw[12:]) {
			return time.Unix(int64(at), 0).UTC(), true
		}
	}
	return time.Time{}, false
}
