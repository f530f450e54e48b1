/** Kubernetes Secrets as kubectl, editors and diffs print them. ⟦…⟧ marks what goes; texts without it stay. */
import { expect, test } from 'vitest';
import { secretDocuments } from '../../../src/core/redact/secret-documents.ts';
import { b64, cert, compare } from './samples.ts';

const same = (_name: string, sample: string): void => {
  const [left, right] = compare((text) => secretDocuments(text, (kind) => `«${kind}»`), sample);
  expect(left).toBe(right);
};
const rows = (samples: readonly string[]) => samples.map((one) => [one.slice(0, 80), one] as const);

test.each(
  rows([
    'kind: Secret\ndata:\n  a: ⟦aHVudA==⟧\n\n  b: ⟦eHg=⟧\ntype: Opaque',
    'kind: Secret\r\ndata:\r\n  a: ⟦aHVudA==\r⟧\n  b:\r\n  c: ⟦eHg=⟧',
    '  kind: Secret\n  name: x\n  data:\n    a: ⟦aHVudA==⟧\n \n    b: ⟦eHg=⟧\n  type: Opaque',
    'kind: Secret\ndata: # of the app\n  a: \n  data: ⟦aHVudA==⟧\n  "b c": ⟦eHg=⟧',
    'kind: Secret\ndata: null\n  other: y',
    'kind: Secret\ndata: {a: ⟦aHVudA==⟧, "b": "⟦eHg=⟧", c: \'⟦x y⟧\', d: "", e: ⟦two words⟧}\nname: x',
    '  kind: Secret\n  stringData: {"a": "⟦x}y⟧"}',
    'kind: Secret\ndata:\n  a: ⟦|-\n    x\n    y⟧\n  b: ⟦eHg=⟧\nname: x',
    // A long line that was folded goes on deeper.
    'kind: Secret\nstringData:\n  a: ⟦hunter two\n    words 7⟧\n  b: ⟦"a b\n    c"⟧\nname: x',
    // Diffs.
    '+kind: Secret\n+data:\n+  a: ⟦aHVudA==⟧\n-  a: ⟦eHg=⟧\n+type: Opaque\n name: x',
    // Without its kind, by its type.
    'type: Opaque\ndata:\n  a: ⟦aHVudA==⟧',
    '+type: kubernetes.io/tls\n+stringData:\n+  a: ⟦aHVudA==⟧',
    '  type: Opaque\n  data:\n    a: ⟦aHVudA==⟧',
    'type: Opaque\nmetadata:\n  a: x',
    'type: NodePort\ndata:\n  a: x',
    // Others beside it, and what is public in it.
    'items:\n- data:\n    a: ⟦aHVudA==⟧\n  kind: Secret\n- kind: Secret\n  data:\n    b: ⟦eHg=⟧',
    'kind: ConfigMap\ndata:\n  a: x\n---\nkind: Secret\ndata:\n  a: ⟦aHVudA==⟧',
    'kind: Secret\ndata:\n  a--- b: x\n---\nkind: ConfigMap\ndata:\n  a: x',
    `kind: Secret\ndata:\n  tls.crt: "${b64(cert)}"\n  tls.key: ⟦x${b64(cert)}⟧\n  a: "«x»"\n  b: '«x»'\n  c: ENC[x]`,
    'kind: SecretStore\ndata:\n  a: x',
    'kind: Secret\nmetadata:\n  note: a---b\ndata:\n  a: ⟦x⟧',
  ]),
)('in YAML: %j', same);

test.each(
  rows([
    '{"kind":"Secret","data":{"a":"⟦aHVudA==⟧","b":""},"type":"Opaque"}',
    '{"kind" : "Secret",\n "data" : {\n  "a" : "⟦aHVudA==⟧",\n  "b" : "⟦eHg=⟧"\n },\n "name": "x"}',
    '{"kind":"SecretList","items":[{"data":{"a":"⟦x⟧"}},{"stringData":{"a":"⟦y⟧"}}]}',
    '{"kind":"ConfigMap","data":{"a":"x"}}',
    '{"kind":"Secret","managedFields":{"f:data":{".":{},"f:a":{}}},"data":{"a":"⟦x⟧"}}',
    '{"kind":"Secret","data":{}}',
    // Quotes and braces inside of values.
    '{"kind":"Secret","stringData":{"a":"⟦hunter\\"2xyzzy9⟧","b":"⟦x\\\\⟧","c":"⟦y⟧"}}',
    '{"kind":"Secret","stringData":{"app.conf":"⟦{user me; {hunter2}}⟧","b":"⟦y⟧"},"name":"x"}',
    '{"kind":"Secret","stringData":{"a":"⟦{\\"data\\":{\\"b\\":\\"y\\"}}⟧"},"name":"x"}',
    // JSON in quotes, as annotations and logs hold it.
    'msg="{\\"kind\\":\\"Secret\\",\\"data\\":{\\"a\\":\\"⟦aHVudA==⟧\\",\\"b\\":\\"⟦x\\\\\\"y⟧\\"},\\"name\\":\\"x\\"}"',
    'msg="{\\n \\"kind\\": \\"Secret\\",\\n \\"data\\": {\\n \\"a\\": \\"⟦x1⟧\\",\\n \\"b\\": \\"⟦y1⟧\\"\\n}}"',
    `{"kind":"Secret","data":{"tls.crt":"${b64(cert)}","a":"«x»","b":"⟦x⟧"}}`,
    '{"kind":"Secret","data":{"a":"⟦cut off at the end⟧',
  ]),
)('in JSON: %j', same);

test('the blank lines of a block stay, nothing else of it does', () => {
  const text = 'kind: Secret\nstringData:\n  a: |\n    x\n\n    y\n\n  b: z\n';
  expect(secretDocuments(text, () => '▢')).toBe('kind: Secret\nstringData:\n  a: ▢\n\n\n  b: ▢\n');
});
