#!/usr/bin/env python3
"""Leaves, roots, totals and digests of a journal, computed from PROTOCOL.md alone (python3, standard library).

journal.py FILE ...    each FILE holds {"leafKey": base64url, "epoch": n, "records": [{"seq": n, "body": text}, ...]},
                       with a file for each terminal and epoch; prints one JSON object a file:
                       {"leaves": [...], "roots": [...], "root": ..., "slip": ..., "batches": {number: {"count", "totals"}}}
"""
import base64
import hashlib
import hmac
import json
import sys

# [P-21.2] members in the order of the canonical bytes
MEMBERS = """type batch stan amount currency exponent outcome responseCode rrn authCode midSent midReturned panMasked panToken
panSeq entryMode atc cryptogramHash scope cardType merchantOrder channelOrder localTime at offsetMin settlementDate
originalBatch originalStan originalType originalSeq originalTid originalEpoch forwardOf attempt""".split()

# [P-21.3] types of class FIN with their side; classes of the others
SIDES = {'PURCHASE': 'DEBIT', 'QR_PAY': 'DEBIT', 'PREAUTH_COMPLETION': 'DEBIT', 'OFFLINE_SALE': 'DEBIT',
         'PURCHASE_VOID': 'CREDIT', 'REFUND': 'CREDIT', 'QR_REFUND': 'CREDIT', 'COMPLETION_VOID': 'CREDIT'}
CLASSES = {**{name: 'FIN' for name in SIDES}, 'OFFLINE_ADJUST': 'FIN', 'TIP_ADJUST': 'FIN', 'PREAUTH': 'AUTH',
           'PREAUTH_VOID': 'AUTH', 'BALANCE_INQUIRY': 'AUTH', 'REVERSAL': 'REVERSAL', 'REVERSAL_STATUS': 'ADVICE',
           'ADVICE': 'ADVICE'}
ADJUSTS = {'TIP_ADJUST': ('PURCHASE', 'OFFLINE_SALE'), 'OFFLINE_ADJUST': ('OFFLINE_SALE',)}


def b64url(data):
    return base64.urlsafe_b64encode(data).rstrip(b'=').decode()


def unb64url(text):
    return base64.urlsafe_b64decode(text + '=' * (-len(text) % 4))


def canonical(record):
    """[P-21.4]"""
    flat = {name: value for name, value in record.items() if name not in ('original', 'amendment') and value is not None}
    for name, value in (record.get('original') or {}).items():
        if value is not None:
            flat['original' + name[0].upper() + name[1:]] = value
    return b'\x01' + (row(MEMBERS, flat) + amended(record.get('amendment'))).encode('ascii')


def row(names, values):
    return ''.join('%s=%d:%s;' % (name, len(str(values[name])), values[name]) for name in names if values.get(name) is not None)


def amended(amendment):
    """[P-22.4]"""
    names = (('Op', 'op'), ('Correction', 'correctionId'), ('Version', 'version'), ('TargetSeq', 'targetSeq'),
             ('TargetLeaf', 'targetLeaf'), ('Patch', 'patch'))
    if not amendment:
        return ''
    flat = {'amendment' + name: amendment.get(member) for name, member in names}
    flat['amendmentPatch'] = row(MEMBERS, amendment.get('patch') or {})
    return row(['amendment' + name for name, _ in names], flat)


def leaf_of(key, record, epoch, seq):
    """[P-21.5]"""
    place = epoch.to_bytes(4, 'big') + seq.to_bytes(4, 'big')
    return hmac.new(key, canonical(record) + place, hashlib.sha256).digest()


class Tree:
    """[P-17.6] The hash of the first n entries for each n, with a hash for each full subtree on the right edge."""

    def __init__(self):
        self.peaks = []

    def append(self, entry):
        height, node = 0, hashlib.sha256(b'\x00' + entry).digest()
        while self.peaks and self.peaks[-1][0] == height:
            node = hashlib.sha256(b'\x01' + self.peaks.pop()[1] + node).digest()
            height += 1
        self.peaks.append((height, node))

    def root(self):
        if not self.peaks:
            return hashlib.sha256(b'').digest()
        node = self.peaks[-1][1]
        for _, left in reversed(self.peaks[:-1]):
            node = hashlib.sha256(b'\x01' + left + node).digest()
        return node


def key_of(record):
    return (record['batch'], record['stan'], CLASSES.get(record['type'], 'ADMIN'))


def named_by(record):
    """[P-21.7] the key of the record that this one names, or None"""
    original = record.get('original')
    if original is None or original.get('tid') is not None or original.get('epoch') is not None:
        return None
    return (original['batch'], original['stan'], CLASSES.get(original['type'], 'ADMIN'))


def totals_of(records):
    """[P-21.7] for every batch: how many records, and the rows of its totals. `records` in order of seq."""
    naming = {}
    for record in records:
        target = named_by(record)
        if target is not None:
            naming.setdefault(target, []).append(record)

    def counts(record):
        names = naming.get(key_of(record), [])
        if any(other['type'] in ('REVERSAL', 'REVERSAL_STATUS') for other in names):
            return False
        if record['outcome'] == 'OFFLINE_APPROVED':
            advices = [other['outcome'] for other in names if other['type'] == 'ADVICE']
            return 'ACCEPTED' in advices or 'REFUSED' not in advices
        return record['outcome'] == 'APPROVED'

    batches = {}
    for record in records:
        if record.get('batch') is None:
            continue
        batch = batches.setdefault(record['batch'], {'count': 0, 'rows': {}})
        batch['count'] += 1
        side = SIDES.get(record['type'])
        if side is None or not counts(record):
            continue
        adjusts = [other for other in naming.get(key_of(record), [])
                   if record['type'] in ADJUSTS.get(other['type'], ()) and counts(other)]
        money = adjusts[-1] if adjusts else record
        row = (money['currency'], money['exponent'], record.get('scope') or 'DOMESTIC', side)
        count, amount = batch['rows'].get(row, (0, 0))
        batch['rows'][row] = (count + 1, amount + int(money['amount']))
    return {number: {'count': batch['count'], 'totals': rows_of(batch['rows'])} for number, batch in sorted(batches.items())}


def rows_of(rows):
    """[P-19.4] in the order of currency/exponent:scope:side as text"""
    named = [{'currency': currency, 'exponent': exponent, 'scope': scope, 'side': side, 'count': count, 'amount': str(amount)}
             for (currency, exponent, scope, side), (count, amount) in rows.items()]
    return sorted(named, key=lambda row: '%(currency)s/%(exponent)d:%(scope)s:%(side)s' % row)


def journal_of(key, epoch, records):
    tree, leaves, roots, parsed = Tree(), [], [], []
    for place, wire in enumerate(sorted(records, key=lambda wire: wire['seq'])):
        if wire['seq'] != place + 1:
            raise SystemExit('record %d is missing' % (place + 1))
        record = json.loads(wire['body'])
        leaf = leaf_of(key, record, epoch, wire['seq'])
        tree.append(leaf)
        parsed.append(record)
        leaves.append(b64url(leaf))
        roots.append(b64url(tree.root()))
    root = tree.root()
    return {'leaves': leaves, 'roots': roots, 'root': b64url(root), 'slip': root[:4].hex().upper(), 'batches': totals_of(parsed)}


def main(paths):
    for path in paths:
        with open(path, encoding='utf-8') as file:
            told = json.load(file)
        print(json.dumps(journal_of(unb64url(told['leafKey']), told['epoch'], told['records'])))


if __name__ == '__main__':
    main(sys.argv[1:])
