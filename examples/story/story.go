// Copyright the firstlog authors. SPDX-License-Identifier: Apache-2.0

// The story of story.c, in Go by cgo.
//
//	CGO_CFLAGS="$(pkg-config --cflags firstlog-c)" CGO_LDFLAGS="$(pkg-config --libs firstlog-c)" go build story.go
package main

/*
#include <stdlib.h>
#include <firstlog.h>
*/
import "C"

import (
	"errors"
	"fmt"
	"os"
	"os/exec"
	"runtime"
	"unsafe"
)

const begin = 1767603600000000 // 2026-01-05T09:00:00Z

func must(status C.firstlog_status, err *C.firstlog_error) {
	if status == C.FIRSTLOG_STATUS_OK {
		return
	}
	fmt.Fprintf(os.Stderr, "%s at %s: %s; %s\n", C.GoString(C.firstlog_status_name(status)),
		C.GoString(&err.place[0]), C.GoString(&err.reason[0]), C.GoString(&err.remedy[0]))
	os.Exit(2)
}

func noError() *C.firstlog_error {
	return &C.firstlog_error{struct_size: C.uint32_t(unsafe.Sizeof(C.firstlog_error{}))}
}

// Commands whose texts live in C's memory until they are freed.
type batch struct {
	commands []C.firstlog_command
	texts    []unsafe.Pointer
}

func (b *batch) text(text string) C.firstlog_text {
	copied := C.CString(text)
	b.texts = append(b.texts, unsafe.Pointer(copied))
	return C.firstlog_text{data: copied, size: C.uint64_t(len(text))}
}

func (b *batch) key(key string) C.firstlog_reference {
	if key == "" {
		return C.firstlog_reference{}
	}
	return C.firstlog_reference{key: b.text(key)}
}

func (b *batch) add(kind C.uint16_t, actor, contact string) *C.firstlog_command {
	command := C.firstlog_command_make(kind)
	command.actor = b.key(actor)
	command.contact = b.key(contact)
	b.commands = append(b.commands, command)
	return &b.commands[len(b.commands)-1]
}

func (b *batch) free() {
	for _, text := range b.texts {
		C.free(text)
	}
}

func (b *batch) team(organisation, contact, rep string) {
	found := b.add(C.FIRSTLOG_COMMAND_FOUND_ORGANISATION, "olga", "")
	found.key = b.text(organisation)
	found.document = b.text(`{"version":1,"plan":{"currency":"GBP"}}`)
	for _, name := range []string{"ana", "ben"} {
		register := b.add(C.FIRSTLOG_COMMAND_REGISTER_ACTOR, "olga", "")
		register.key = b.text(name)
		register.roles = 1 << C.FIRSTLOG_ROLE_REP
	}
	listed := b.add(C.FIRSTLOG_COMMAND_REGISTER_CONTACT, "olga", "")
	listed.key = b.text(contact)
	listed.rep = b.key(rep)
}

func (b *batch) sale() {
	b.add(C.FIRSTLOG_COMMAND_LOG_ACTIVITY, "ana", "bakery").disposition = C.FIRSTLOG_DISPOSITION_CONNECT
	b.add(C.FIRSTLOG_COMMAND_LOG_INTEREST, "ana", "bakery")
	b.add(C.FIRSTLOG_COMMAND_LOG_INTEREST, "ben", "bakery")
	price := C.CString("1800.00 GBP")
	defer C.free(unsafe.Pointer(price))
	var amount C.firstlog_money
	err := noError()
	must(C.firstlog_money_parse(price, &amount, err), err)
	b.add(C.FIRSTLOG_COMMAND_LOG_CLOSE, "ana", "bakery").amount = amount
	b.add(C.FIRSTLOG_COMMAND_APPROVE, "olga", "bakery").amount = amount
}

type store struct{ engine *C.firstlog_engine }

func open(path string) store {
	uri := C.CString("sqlite:" + path)
	defer C.free(unsafe.Pointer(uri))
	options := C.firstlog_engine_options{struct_size: C.uint32_t(unsafe.Sizeof(C.firstlog_engine_options{})),
		manual_clock_microseconds: begin}
	var engine *C.firstlog_engine
	err := noError()
	must(C.firstlog_engine_create(uri, &options, &engine, err), err)
	return store{engine}
}

func (s store) submit(organisation string, b *batch) []C.firstlog_outcome {
	key := C.CString(organisation)
	defer C.free(unsafe.Pointer(key))
	outcomes := make([]C.firstlog_outcome, len(b.commands))
	outcomes[0] = C.firstlog_outcome_make()
	// The commands hold pointers into C's memory alone, so that the slice itself may be passed.
	var pin runtime.Pinner
	defer pin.Unpin()
	pin.Pin(&b.commands[0])
	err := noError()
	must(C.firstlog_engine_submit(s.engine, key, &b.commands[0], C.uint64_t(len(b.commands)), &outcomes[0],
		C.FIRSTLOG_WAIT_DEFAULT, err), err)
	return outcomes
}

func (s store) race(rep string) int {
	b := &batch{}
	defer b.free()
	b.add(C.FIRSTLOG_COMMAND_LOG_INTEREST, rep, "mill")
	if s.submit("race", b)[0].verdict == C.FIRSTLOG_VERDICT_ACCEPTED {
		return 0
	}
	return 1
}

func printDocument(document *C.firstlog_document) {
	fmt.Println(C.GoString(C.firstlog_document_text(document, nil)))
	C.firstlog_document_destroy(document)
}

func main() {
	s := open(os.Args[1])
	if len(os.Args) > 2 {
		mine := s.race("ben")
		C.firstlog_engine_destroy(s.engine)
		os.Exit(mine)
	}
	defer C.firstlog_engine_destroy(s.engine)

	b := &batch{}
	defer b.free()
	b.team("acme", "bakery", "ana")
	b.sale()
	for i, outcome := range s.submit("acme", b) {
		var line [400]C.char
		C.firstlog_outcome_describe(&outcome, &line[0], C.uint64_t(len(line)), nil)
		fmt.Printf("%s: %s\n", C.GoString(C.firstlog_command_name(b.commands[i].kind)), C.GoString(&line[0]))
	}

	runners := &batch{}
	defer runners.free()
	runners.team("race", "mill", "")
	s.submit("race", runners)
	other := exec.Command(os.Args[0], os.Args[1], "race")
	if other.Start() != nil {
		os.Exit(2)
	}
	mine, theirs := s.race("ana"), 0
	var exit *exec.ExitError
	if errors.As(other.Wait(), &exit) {
		theirs = exit.ExitCode()
	}
	if mine+theirs == 1 {
		fmt.Println("race: one claim, one contest")
	} else {
		fmt.Println("race: NOT EXCLUSIVE")
	}

	acme, ana, olga := C.CString("acme"), C.CString("ana"), C.CString("olga")
	defer C.free(unsafe.Pointer(acme))
	defer C.free(unsafe.Pointer(ana))
	defer C.free(unsafe.Pointer(olga))
	var document *C.firstlog_document
	err := noError()
	must(C.firstlog_statement_record(s.engine, acme, ana, ana, nil, &document, err), err)
	printDocument(document)
	must(C.firstlog_leaderboard_record(s.engine, acme, olga, nil, &document, err), err)
	printDocument(document)
}
