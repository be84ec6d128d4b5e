#!/usr/bin/env python3
"""Judges what a platform stored against the terminals' own histories: python3, standard library, PROTOCOL.md and nothing else.

check.py TRUTH STORED JOURNAL_PY

TRUTH is what simulated terminals wrote down (`budeng start --truth`; packages/simulator/README.md). STORED holds a JSON
line for each journal that the platform has:
  acquirer, tid, epoch    whose
  throughSeq, ahead       received without a gap, and ranges behind a gap
  root                    the root through throughSeq, hex
  records                 count; leaves: hex, in a row; bodies: SHA-256 of all bodies with line feeds between; unproven; notTaken
  batches                 batch, state, throughSeq, count, root, totals: rows with count, amount and those that the terminal said
  books                   clearing: sum of the postings on the terminal's clearing account, by currency; entries that stand
JOURNAL_PY is packages/protocol/by-hand/journal.py: leaves, trees and totals from PROTOCOL.md alone.

Prints one JSON object: what was compared, and `broken`, everything that is not equal.
"""
import array
import hashlib
import importlib.util
import json
import sys

BROKEN_TOLD = 200
# A batch that is closed, or closing, has its totals through its last number; an open one through what is received.
OPEN = 'OPEN'


def load_by_hand(path):
    spec = importlib.util.spec_from_file_location('journal_by_hand', path)
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


class Truth:
    """Where each journal's records stand in the file, and how far each was acknowledged."""

    def __init__(self, path):
        self.file = open(path, 'rb')
        self.terminals = {}
        self.places = {}
        self.acked = {}
        at = 0
        for line in self.file:
            if b'"body":' in line:
                key = self.key_of(line)
                if key is not None:
                    self.places.setdefault(key, array.array('Q')).append(at)
            elif line.endswith(b'}\n'):
                fact = json.loads(line)
                if 'terminal' in fact:
                    self.terminals[fact['terminal']['device']] = fact['terminal']
                elif 'acked' in fact:
                    self.acked[(fact['device'], fact['epoch'])] = fact['acked']
            at += len(line)

    @staticmethod
    def key_of(line):
        """The last line may be half written, when its process was killed."""
        if not line.endswith(b'}\n'):
            return None
        head = json.loads(line[:line.index(b',"seq":')] + b'}')
        return (head['device'], head['epoch'])

    def journal(self, key):
        """Records by seq; of several lines with one number the last one counts."""
        records = {}
        for place in self.places[key]:
            self.file.seek(place)
            fact = json.loads(self.file.readline())
            records[fact['seq']] = fact
        return [records[seq] for seq in sorted(records)]


class Judge:
    def __init__(self, by_hand):
        self.by_hand = by_hand
        self.broken = []
        self.counts = dict(journals=0, records=0, acknowledged=0, leaves=0, roots=0, batches=0, closedBatches=0, totals=0,
                           clearings=0, entries=0)

    def wrong(self, where, what, ours, theirs):
        self.broken.append('%s: %s is %s by the histories and %s on the platform' % (where, what, ours, theirs))

    def equal(self, where, what, ours, theirs):
        if ours != theirs:
            self.wrong(where, what, ours, theirs)
        return ours == theirs

    def journal(self, terminal, epoch, acked, written, stored):
        where = '%s/%s/%d' % (terminal['acquirer'], terminal['tid'], epoch)
        counts, hand = self.counts, self.by_hand
        key = bytes.fromhex(terminal['leafKey'])
        count = len(written)
        self.equal(where, 'the last number written', written[-1]['seq'], count)
        self.equal(where, 'the number of records', count, stored['records']['count'])
        self.equal(where, 'what is received without a gap', count, stored['throughSeq'])
        self.equal(where, 'ranges behind a gap', [], stored['ahead'])
        self.equal(where, 'records not proven or not taken', (0, 0), (stored['records']['unproven'], stored['records']['notTaken']))
        if acked > stored['throughSeq']:
            self.wrong(where, 'what was acknowledged', acked, stored['throughSeq'])
        bodies, parsed, roots = hashlib.sha256(), [], {}
        tree, leaves = hand.Tree(), []
        ends = {batch['throughSeq'] for batch in stored['batches']} | {count}
        for place, fact in enumerate(written):
            record = json.loads(fact['body'])
            leaf = hand.leaf_of(key, record, epoch, fact['seq'])
            if hand.b64url(leaf) != fact['leaf']:
                self.wrong(where, 'the leaf of %d' % fact['seq'], leaf.hex(), 'another one at the terminal itself')
            bodies.update((b'\n' if place else b'') + fact['body'].encode())
            tree.append(leaf)
            leaves.append(leaf)
            parsed.append(record)
            if place + 1 in ends:
                roots[place + 1] = tree.root().hex()
        if b''.join(leaves).hex() == stored['records']['leaves']:
            counts['leaves'] += count
        else:
            self.wrong(where, 'the row of leaves', '%d leaves' % count, 'another one')
        self.equal(where, 'the text of all records', bodies.hexdigest(), stored['records']['bodies'])
        counts['roots'] += self.equal(where, 'the root', roots.get(count), stored['root'])
        self.batches(where, parsed, roots, stored['batches'])
        self.books(where, parsed, stored['books'])
        counts['journals'] += 1
        counts['records'] += count
        counts['acknowledged'] += acked

    def batches(self, where, parsed, roots, stored):
        numbers = {record['batch'] for record in parsed if record.get('batch') is not None}
        self.equal(where, 'the numbers of batches', sorted(numbers), sorted(batch['batch'] for batch in stored))
        for batch in stored:
            about = '%s batch %s %s' % (where, batch['batch'], batch['state'])
            end = len(parsed) if batch['throughSeq'] is None else batch['throughSeq']
            told = self.by_hand.totals_of(parsed[:end]).get(batch['batch'], {'count': 0, 'totals': []})
            rows = [row for row in batch['totals'] if row['count'] or row['amount'] != '0' or row['saidCount']]
            ours = [{name: row[name] for name in ('currency', 'exponent', 'scope', 'side', 'count', 'amount')} for row in rows]
            rank = lambda row: '%(currency)s/%(exponent)d:%(scope)s:%(side)s' % row
            self.counts['totals'] += self.equal(about, 'the totals', told['totals'], sorted(ours, key=rank)) and len(ours)
            self.equal(about, 'the number of its records', told['count'], batch['count'])
            self.counts['batches'] += 1
            if batch['throughSeq'] is None:
                continue
            self.counts['closedBatches'] += 1
            said = [(row['saidCount'], row['saidAmount']) for row in rows]
            self.equal(about, 'what the terminal said', [(row['count'], row['amount']) for row in rows], said)
            self.counts['roots'] += self.equal(about, 'the root', roots.get(end), batch['root'])

    def books(self, where, parsed, books):
        """Every record that counts is an entry that stands, and moves the terminal's clearing account by its amount."""
        sums, entries = {}, 0
        for batch in self.by_hand.totals_of(parsed).values():
            for row in batch['totals']:
                amount = int(row['amount']) * (1 if row['side'] == 'DEBIT' else -1)
                sums[row['currency']] = sums.get(row['currency'], 0) + amount
                entries += row['count']
        ours = {currency: str(amount) for currency, amount in sums.items() if amount}
        theirs = {currency: amount for currency, amount in books['clearing'].items() if amount != '0'}
        self.counts['clearings'] += self.equal(where, 'the clearing account', ours, theirs)
        self.counts['entries'] += entries if self.equal(where, 'entries that stand', entries, books['entries']) else 0


def main(truth_path, stored_path, by_hand_path):
    truth, judge = Truth(truth_path), Judge(load_by_hand(by_hand_path))
    device_of = {(one['acquirer'], one['tid']): device for device, one in truth.terminals.items()}
    seen = set()
    with open(stored_path, encoding='utf-8') as file:
        for line in file:
            stored = json.loads(line)
            device = device_of.get((stored['acquirer'], stored['tid']))
            key = (device, stored['epoch'])
            if key not in truth.places:
                if stored['records']['count']:
                    judge.wrong('%(acquirer)s/%(tid)s/%(epoch)d' % stored, 'what was written', 0, stored['records']['count'])
                continue
            seen.add(key)
            judge.journal(truth.terminals[device], stored['epoch'], truth.acked.get(key, 0), truth.journal(key), stored)
    for device, epoch in sorted(set(truth.places) - seen):
        judge.wrong('%s/%d' % (device, epoch), 'a journal', 'there', 'not there')
    print(json.dumps({**judge.counts, 'broken': judge.broken[:BROKEN_TOLD], 'brokenCount': len(judge.broken)}))


if __name__ == '__main__':
    main(*sys.argv[1:])
