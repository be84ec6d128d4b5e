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
  books                   sums: of all postings for its transactions, by kind of account and currency; entries that stand
  hasAgent, tariffs       whether its merchant has an agent, and what is agreed with it: cardType (or ANY), product, currency,
                          percentBps, minimum, cap (or null), agentShareBps
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
                           sums=0, fees=0, commissions=0, entries=0)

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
        self.books(where, parsed, stored)
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

    def books(self, where, parsed, stored):
        """Every record that counts is an entry that stands: what the card was charged, the merchant is owed, and the fee shared."""
        sums, entries = {}, 0

        def add(kind, currency, minor):
            of_kind = sums.setdefault(kind, {})
            of_kind[currency] = of_kind.get(currency, 0) + minor

        for currency, side, whole, fee, share in booked(self.by_hand, parsed, stored['tariffs'], stored['hasAgent']):
            sign = 1 if side == 'DEBIT' else -1
            add('TERMINAL_CLEARING', currency, sign * whole)
            add('MERCHANT_PAYABLE', currency, fee - sign * whole)
            add('FEE_INCOME', currency, share - fee)
            add('AGENT_COMMISSION', currency, -share)
            entries += 1
            self.counts['fees'] += fee > 0
            self.counts['commissions'] += share > 0
        ours = {kind: {currency: str(minor) for currency, minor in rows.items() if minor} for kind, rows in sums.items()}
        theirs = {kind: {currency: minor for currency, minor in rows.items() if minor != '0'} for kind, rows in stored['books']['sums'].items()}
        for kind in sorted({**ours, **theirs}):
            self.counts['sums'] += self.equal(where, 'the sum of ' + kind, ours.get(kind, {}), theirs.get(kind, {}))
        self.counts['entries'] += entries if self.equal(where, 'entries that stand', entries, stored['books']['entries']) else 0


# A sale that was voided is free; a refund makes its sale's fee smaller. Both count as transactions of their own.
VOIDS = ('PURCHASE_VOID', 'COMPLETION_VOID')
REFUNDS = ('REFUND', 'QR_REFUND')


def booked(hand, records, tariffs, has_agent):
    """currency, side, amount, fee and the agent's part of it, of every record that counts [P-21.7]."""
    naming = {}
    for record in records:
        target = hand.named_by(record)
        if target is not None:
            naming.setdefault(target, []).append(record)

    def counts(record):
        names = naming.get(hand.key_of(record), [])
        if any(other['type'] in ('REVERSAL', 'REVERSAL_STATUS') for other in names):
            return False
        if record['outcome'] == 'OFFLINE_APPROVED':
            advices = [other['outcome'] for other in names if other['type'] == 'ADVICE']
            return 'ACCEPTED' in advices or 'REFUSED' not in advices
        return record['outcome'] == 'APPROVED'

    for record in records:
        side = hand.SIDES.get(record['type'])
        if side is None or record.get('batch') is None or not counts(record):
            continue
        others = [other for other in naming.get(hand.key_of(record), []) if other.get('stan') is not None and counts(other)]
        adjusts = [other for other in others if record['type'] in hand.ADJUSTS.get(other['type'], ())]
        money = adjusts[-1] if adjusts else record
        whole, fee, share = int(money['amount']), 0, 0
        if side == 'DEBIT':
            refunded = sum(int(other['amount']) for other in others if other['type'] in REFUNDS)
            base = 0 if any(other['type'] in VOIDS for other in others) else max(0, whole - refunded)
            fee, share = fee_of(tariff_of(tariffs, record, money['currency']), base, has_agent)
        yield money['currency'], side, whole, fee, share


def tariff_of(tariffs, record, currency):
    """The one for the very type of card, else the one for any."""
    product = 'QR' if record['type'].startswith('QR_') else 'CARD'
    fitting = {row['cardType']: row for row in tariffs if (row['product'], row['currency']) == (product, currency)}
    return fitting.get(record.get('cardType')) or fitting.get('ANY')


def fee_of(tariff, base, has_agent):
    """Percent, half up to the minor unit; at least the minimum, at most the cap, never more than the amount. The agent's part is half up too."""
    if tariff is None:
        return 0, 0
    fee = max((base * tariff['percentBps'] * 2 + 10000) // 20000, tariff['minimum'])
    if tariff['cap'] is not None:
        fee = min(fee, tariff['cap'])
    fee = min(fee, base)
    return fee, (fee * tariff['agentShareBps'] * 2 + 10000) // 20000 if has_agent else 0


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
