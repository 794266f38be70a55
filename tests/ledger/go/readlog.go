// readlog reads a published log with golang.org/x/mod/sumdb, sharing no code with this project.
//
//	go run readlog.go <log verifier key> <folder> [<witness verifier key>]
//
// It opens the checkpoint, reads every tile through tlog.TileHashReader (which authenticates tiles
// against the root), proves every entry of every bundle, and proves every older size consistent.
package main

import (
	"bytes"
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

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
	signed, err := note.Open(checkpoint, note.VerifierList(verifier))
	must("checkpoint signature", err)
	if len(os.Args) > 3 {
		checkCosignature(signed, os.Args[3])
	}
	lines := strings.Split(signed.Text, "\n")
	size, err := strconv.ParseInt(lines[1], 10, 64)
	must("size", err)
	root, err := tlog.ParseHash(lines[2])
	must("root", err)
	reader := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, logFolder)
	computed, err := tlog.TreeHash(size, reader)
	must("tree", err)
	if computed != root {
		must("tree", fmt.Errorf("another root"))
	}
	checkEntries(logFolder, reader, size, root)
	checkSizes(reader, size, root)
	fmt.Printf("OK: %d entries in %s\n", size, lines[0])
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

// checkCosignature verifies a timestamped cosignature, which package note does not know.
func checkCosignature(signed *note.Note, vkey string) {
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
			return
		}
	}
	must("cosignature", fmt.Errorf("none of %s", parts[0]))
}
