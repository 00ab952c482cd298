// Command interop has what a journal gives out checked by implementations that others wrote, and gives out the same of a log
// of its own for the journal to check: one JSON question on standard input, one JSON answer on standard output.
package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"os"

	"github.com/transparency-dev/formats/log"
	"github.com/transparency-dev/merkle/proof"
	"github.com/transparency-dev/merkle/rfc6962"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type inclusion struct {
	Index, Size  int64
	Record, Root []byte
	Proof        [][]byte
}

type consistency struct {
	First, Second         int64
	FirstRoot, SecondRoot []byte
	Proof                 [][]byte
}

type question struct {
	// What is to be checked, and the verifier key of all the checkpoints.
	Origin, Key   string
	Checkpoints   []string
	Inclusions    []inclusion
	Consistencies []consistency
	// What the log is made of that is given back, and which proofs of it.
	Records [][]byte
	Seed    []byte
	Sizes   []int64
	Leaves  [][2]int64
	Growths [][2]int64
}

// head is what was read in a checkpoint by sumdb/note and transparency-dev/formats; nil where either refused it.
type head struct {
	Size int64
	Root []byte
}

// verdict is what sumdb/tlog and transparency-dev/merkle say of a proof.
type verdict struct {
	Tlog, TransparencyDev bool
}

type answer struct {
	Heads         []*head
	Inclusions    []verdict
	Consistencies []verdict

	Key               string
	MadeCheckpoints   []string
	MadeInclusions    []inclusion
	MadeConsistencies []consistency
}

func main() {
	var asked question
	must(json.NewDecoder(os.Stdin).Decode(&asked))
	given := answer{}
	for _, text := range asked.Checkpoints {
		given.Heads = append(given.Heads, readCheckpoint(text, asked.Origin, asked.Key))
	}
	for _, claim := range asked.Inclusions {
		given.Inclusions = append(given.Inclusions, checkInclusion(claim))
	}
	for _, claim := range asked.Consistencies {
		given.Consistencies = append(given.Consistencies, checkConsistency(claim))
	}
	makeLog(asked, &given)
	must(json.NewEncoder(os.Stdout).Encode(given))
}

func readCheckpoint(text, origin, key string) *head {
	verifier, err := note.NewVerifier(key)
	must(err)
	opened, err := note.Open([]byte(text), note.VerifierList(verifier))
	checkpoint, _, _, err2 := log.ParseCheckpoint([]byte(text), origin, verifier)
	if (err == nil) != (err2 == nil) {
		must(fmt.Errorf("of %q one says %v and the other %v", text, err, err2))
	}
	if err != nil {
		return nil
	}
	if want := string(checkpoint.Marshal()); opened.Text != want {
		must(fmt.Errorf("the note says %q and the checkpoint %q", opened.Text, want))
	}
	return &head{int64(checkpoint.Size), checkpoint.Hash}
}

func checkInclusion(claim inclusion) verdict {
	byTlog := tlog.CheckRecord(hashes(claim.Proof), claim.Size, hash(claim.Root), claim.Index, tlog.RecordHash(claim.Record))
	leaf := rfc6962.DefaultHasher.HashLeaf(claim.Record)
	byMerkle := proof.VerifyInclusion(rfc6962.DefaultHasher, uint64(claim.Index), uint64(claim.Size), leaf, claim.Proof, claim.Root)
	return verdict{byTlog == nil, byMerkle == nil}
}

func checkConsistency(claim consistency) verdict {
	byTlog := tlog.CheckTree(hashes(claim.Proof), claim.Second, hash(claim.SecondRoot), claim.First, hash(claim.FirstRoot))
	byMerkle := proof.VerifyConsistency(rfc6962.DefaultHasher, uint64(claim.First), uint64(claim.Second), claim.Proof, claim.FirstRoot, claim.SecondRoot)
	return verdict{byTlog == nil, byMerkle == nil}
}

func makeLog(asked question, given *answer) {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		found := make([]tlog.Hash, len(indexes))
		for i, index := range indexes {
			found[i] = stored[index]
		}
		return found, nil
	})
	for n, record := range asked.Records {
		added, err := tlog.StoredHashes(int64(n), record, reader)
		must(err)
		stored = append(stored, added...)
	}
	root := func(size int64) []byte {
		hash, err := tlog.TreeHash(size, reader)
		must(err)
		return hash[:]
	}

	signer := newSigner(asked.Origin, asked.Seed, given)
	for _, size := range asked.Sizes {
		text := log.Checkpoint{Origin: asked.Origin, Size: uint64(size), Hash: root(size)}.Marshal()
		signed, err := note.Sign(&note.Note{Text: string(text)}, signer)
		must(err)
		given.MadeCheckpoints = append(given.MadeCheckpoints, string(signed))
	}
	for _, leaf := range asked.Leaves {
		path, err := tlog.ProveRecord(leaf[1], leaf[0], reader)
		must(err)
		given.MadeInclusions = append(given.MadeInclusions, inclusion{leaf[0], leaf[1], asked.Records[leaf[0]], root(leaf[1]), plain(path)})
	}
	for _, growth := range asked.Growths {
		path, err := tlog.ProveTree(growth[1], growth[0], reader)
		must(err)
		made := consistency{growth[0], growth[1], root(growth[0]), root(growth[1]), plain(path)}
		given.MadeConsistencies = append(given.MadeConsistencies, made)
	}
}

func newSigner(name string, seed []byte, given *answer) note.Signer {
	public := ed25519.NewKeyFromSeed(seed).Public().(ed25519.PublicKey)
	key, err := note.NewEd25519VerifierKey(name, public)
	must(err)
	given.Key = key
	verifier, err := note.NewVerifier(key)
	must(err)
	private := base64.StdEncoding.EncodeToString(append([]byte{1}, seed...))
	signer, err := note.NewSigner(fmt.Sprintf("PRIVATE+KEY+%s+%08x+%s", name, verifier.KeyHash(), private))
	must(err)
	return signer
}

func hash(bytes []byte) (hash tlog.Hash) {
	copy(hash[:], bytes)
	return hash
}

func hashes(list [][]byte) []tlog.Hash {
	made := make([]tlog.Hash, len(list))
	for i, bytes := range list {
		made[i] = hash(bytes)
	}
	return made
}

func plain(list []tlog.Hash) [][]byte {
	made := make([][]byte, len(list))
	for i := range list {
		made[i] = list[i][:]
	}
	return made
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
