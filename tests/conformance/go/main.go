// Verifies what Ingot writes with Go's own implementations of notes and trees (golang.org/x/mod/sumdb), which share
// nothing with Ingot's: an exported tree of tiles with its entries, checkpoints and their cosignatures, consistency with
// an earlier checkpoint, and tlog-proof files.
//
//	verify tiles DIR VKEY [OLDER_CHECKPOINT]
//	verify proof FILE ENTRY VKEY [COSIGNER_VKEY]
//
// Exit code 0 where everything holds; 1, and why, where not.
package main

import (
	"bytes"
	"crypto/ed25519"
	"crypto/sha256"
	"encoding/base64"
	"encoding/binary"
	"errors"
	"fmt"
	"os"
	"path/filepath"
	"strconv"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

const tileHeight = 8

// tilePath maps a tile to its file: Go's own paths state the height too.
func tilePath(tile tlog.Tile) string {
	number := fmt.Sprintf("%03d", tile.N%1000)
	for n := tile.N / 1000; n > 0; n /= 1000 {
		number = fmt.Sprintf("x%03d/%s", n%1000, number)
	}
	level := strconv.Itoa(tile.L)
	if tile.L == -1 {
		level = "entries"
	}
	path := "tile/" + level + "/" + number
	if tile.W < 1<<tileHeight {
		path += fmt.Sprintf(".p/%d", tile.W)
	}
	return path
}

// folder reads tiles for tlog.TileHashReader, which checks them against the root.
type folder string

func (f folder) Height() int                         { return tileHeight }
func (f folder) SaveTiles(_ []tlog.Tile, _ [][]byte) {}
func (f folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range tiles {
		data, err := os.ReadFile(filepath.Join(string(f), tilePath(tile)))
		if err != nil {
			return nil, err
		}
		all = append(all, data)
	}
	return all, nil
}

// checkpoint opens a checkpoint that the key of its log signed.
func checkpoint(data []byte, verifiers ...note.Verifier) (tlog.Tree, *note.Note, error) {
	opened, err := note.Open(data, note.VerifierList(verifiers...))
	if err != nil {
		return tlog.Tree{}, nil, err
	}
	lines := strings.Split(opened.Text, "\n")
	if len(lines) != 4 || lines[0] != verifiers[0].Name() {
		return tlog.Tree{}, nil, errors.New("not a checkpoint of this log")
	}
	size, err := strconv.ParseInt(lines[1], 10, 64)
	if err != nil {
		return tlog.Tree{}, nil, err
	}
	root, err := tlog.ParseHash(lines[2])
	if err != nil {
		return tlog.Tree{}, nil, err
	}
	return tlog.Tree{N: size, Hash: root}, opened, nil
}

// entries splits a bundle.
func entries(bundle []byte) ([][]byte, error) {
	var all [][]byte
	for len(bundle) > 0 {
		if len(bundle) < 2 {
			return nil, errors.New("a length is cut off")
		}
		length := int(binary.BigEndian.Uint16(bundle))
		if len(bundle) < 2+length {
			return nil, errors.New("an entry is cut off")
		}
		all = append(all, bundle[2:2+length])
		bundle = bundle[2+length:]
	}
	return all, nil
}

func checkRecords(dir folder, tree tlog.Tree, hashes tlog.HashReader) error {
	for n := int64(0); n*256 < tree.N; n++ {
		width := tree.N - n*256
		if width > 256 {
			width = 256
		}
		path := tilePath(tlog.Tile{H: tileHeight, L: -1, N: n, W: int(width)})
		bundle, err := os.ReadFile(filepath.Join(string(dir), path))
		if err != nil {
			return err
		}
		records, err := entries(bundle)
		if err != nil {
			return fmt.Errorf("%s: %v", path, err)
		}
		if int64(len(records)) != width {
			return fmt.Errorf("%s holds %d entries, not %d", path, len(records), width)
		}
		for i, record := range records {
			index := n*256 + int64(i)
			proof, err := tlog.ProveRecord(tree.N, index, hashes)
			if err != nil {
				return err
			}
			if err := tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(record)); err != nil {
				return fmt.Errorf("entry %d: %v", index, err)
			}
		}
	}
	return nil
}

// checkGrowth proves that the tree of each earlier size is a beginning of this one.
func checkGrowth(tree tlog.Tree, older tlog.Tree, hashes tlog.HashReader) error {
	if older.N > tree.N {
		return errors.New("the earlier checkpoint is larger")
	}
	if older.N > 0 {
		proof, err := tlog.ProveTree(tree.N, older.N, hashes)
		if err != nil {
			return err
		}
		if err := tlog.CheckTree(proof, tree.N, tree.Hash, older.N, older.Hash); err != nil {
			return fmt.Errorf("size %d: %v", older.N, err)
		}
	}
	return nil
}

func verifyTiles(dir, vkey, olderPath string) error {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	data, err := os.ReadFile(filepath.Join(dir, "checkpoint"))
	if err != nil {
		return err
	}
	tree, _, err := checkpoint(data, verifier)
	if err != nil {
		return err
	}
	hashes := tlog.TileHashReader(tree, folder(dir))
	if err := checkRecords(folder(dir), tree, hashes); err != nil {
		return err
	}
	for size := int64(1); size <= tree.N; size += 1 + size/7 {
		root, err := tlog.TreeHash(size, hashes)
		if err != nil {
			return err
		}
		if err := checkGrowth(tree, tlog.Tree{N: size, Hash: root}, hashes); err != nil {
			return err
		}
	}
	if olderPath == "" {
		return nil
	}
	data, err = os.ReadFile(olderPath)
	if err != nil {
		return err
	}
	older, _, err := checkpoint(data, verifier)
	if err != nil {
		return err
	}
	return checkGrowth(tree, older, hashes)
}

// cosigner verifies cosignature/v1, which x/mod does not know, by Go's crypto/ed25519 (c2sp.org/tlog-cosignature).
type cosigner struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func (c cosigner) Name() string    { return c.name }
func (c cosigner) KeyHash() uint32 { return c.hash }
func (c cosigner) Verify(msg, sig []byte) bool {
	if len(sig) != 8+ed25519.SignatureSize {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(sig))
	return ed25519.Verify(c.key, append([]byte(head), msg...), sig[8:])
}

func newCosigner(vkey string) (note.Verifier, error) {
	parts := strings.SplitN(vkey, "+", 3)
	if len(parts) != 3 {
		return nil, errors.New("not a verifier key")
	}
	key, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(key) != 33 || key[0] != 0x04 {
		return nil, errors.New("not a cosigner's key")
	}
	digest := sha256.Sum256(append([]byte(parts[0]+"\n"), key...))
	hash := binary.BigEndian.Uint32(digest[:])
	if fmt.Sprintf("%08x", hash) != parts[1] {
		return nil, errors.New("the key's hash is wrong")
	}
	return cosigner{parts[0], hash, key[1:]}, nil
}

func verifyProof(path, entryPath, vkey, cosignerKey string) error {
	verifier, err := note.NewVerifier(vkey)
	if err != nil {
		return err
	}
	verifiers := []note.Verifier{verifier}
	if cosignerKey != "" {
		witness, err := newCosigner(cosignerKey)
		if err != nil {
			return err
		}
		verifiers = append(verifiers, witness)
	}
	data, err := os.ReadFile(path)
	if err != nil {
		return err
	}
	entry, err := os.ReadFile(entryPath)
	if err != nil {
		return err
	}
	cut := bytes.Index(data, []byte("\n\n"))
	if cut < 0 {
		return errors.New("no empty line")
	}
	lines := strings.Split(string(data[:cut]), "\n")
	if len(lines) < 2 || lines[0] != "c2sp.org/tlog-proof@v1" || !strings.HasPrefix(lines[1], "index ") {
		return errors.New("not a tlog-proof")
	}
	index, err := strconv.ParseInt(strings.TrimPrefix(lines[1], "index "), 10, 64)
	if err != nil {
		return err
	}
	var proof tlog.RecordProof
	for _, line := range lines[2:] {
		hash, err := tlog.ParseHash(line)
		if err != nil {
			return err
		}
		proof = append(proof, hash)
	}
	tree, opened, err := checkpoint(data[cut+2:], verifiers...)
	if err != nil {
		return err
	}
	if len(opened.Sigs) != len(verifiers) {
		return errors.New("a signature is missing")
	}
	return tlog.CheckRecord(proof, tree.N, tree.Hash, index, tlog.RecordHash(entry))
}

func run(args []string) error {
	at := func(i int) string {
		if i < len(args) {
			return args[i]
		}
		return ""
	}
	switch {
	case at(0) == "tiles" && (len(args) == 3 || len(args) == 4):
		return verifyTiles(args[1], args[2], at(3))
	case at(0) == "proof" && (len(args) == 4 || len(args) == 5):
		return verifyProof(args[1], args[2], args[3], at(4))
	}
	return errors.New("usage: verify tiles DIR VKEY [OLDER] | verify proof FILE ENTRY VKEY [COSIGNER]")
}

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "verify:", err)
		os.Exit(1)
	}
}
