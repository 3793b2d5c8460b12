import { randomBytes } from "node:crypto";
import fc from "fast-check";
import { Curator, sessionLifetimeSeconds } from "../../app/src/curator/session";
import { PositionTokens, positionLifetimeSeconds } from "../../app/src/database/position";
import { Trace } from "../../app/src/http/trace";
import { fromCursor, toCursor } from "../../app/src/photos/model";

const positions = new PositionTokens(randomBytes(32));

test("a client's position can be decoded until it expires", () => {
  const token = positions.issue(0x1b8dcd8n, 1000);
  expect(positions.read(token, 1000 + positionLifetimeSeconds * 1000)).toBe(0x1b8dcd8n);
  expect(positions.read(token, 3000 + positionLifetimeSeconds * 1000)).toBeUndefined();
});

test("a forged or damaged position is rejected", () => {
  const [position, time, signature] = positions.issue(1n).split(".");
  expect(positions.read(`ffffffffffffffff.${time}.${signature}`)).toBeUndefined();
  expect(new PositionTokens(randomBytes(32)).read([position, time, signature].join("."))).toBeUndefined();
  fc.assert(fc.property(fc.string(), (text) => positions.read(text) === undefined));
});

test("every process with the token accepts a session, and no process with another token", () => {
  const session = new Curator("t".repeat(30)).openSession();
  expect(new Curator("t".repeat(30)).isSession(session)).toBe(true);
  expect(new Curator("u".repeat(30)).isSession(session)).toBe(false);
});

test("a session ends after a working day, and cannot be extended", () => {
  const curator = new Curator("t".repeat(30));
  const session = curator.openSession(0);
  expect(curator.isSession(session, (sessionLifetimeSeconds - 1) * 1000)).toBe(true);
  expect(curator.isSession(session, sessionLifetimeSeconds * 1000)).toBe(false);
  expect(curator.isSession(session.replace(/\.\d+\./, ".99999999999."), 0)).toBe(false);
});

test("a CSRF token belongs to one session", () => {
  const curator = new Curator("t".repeat(30));
  const [mine, yours] = [curator.openSession(), curator.openSession()];
  expect(curator.isCsrfToken(mine, curator.csrfToken(mine))).toBe(true);
  expect(curator.isCsrfToken(mine, curator.csrfToken(yours))).toBe(false);
});

test("every id can be encoded as a cursor and decoded; any other text is rejected", () => {
  fc.assert(fc.property(fc.uuid(), (id) => expect(fromCursor(toCursor(id))).toBe(id)));
  fc.assert(
    fc.property(fc.string({ maxLength: 40 }), (text) => [undefined, text].includes(fromCursor(text) && text)),
  );
  expect(fromCursor(`${toCursor("01a20a2a-ff0b-7177-beb1-b99452846ea1")}=`)).toBeUndefined();
});

test("a caller's trace continues with a new span, and is passed on with its state", () => {
  const parent = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
  const { traceparent, tracestate } = Trace.from({ traceparent: parent, tracestate: "vendor=1" }).headers();
  expect(traceparent).toMatch(/^00-4bf92f3577b34da6a3ce929d0e0e4736-(?!00f067aa0ba902b7)[0-9a-f]{16}-01$/);
  expect(tracestate).toBe("vendor=1");
});

test.each([
  "",
  "00-zz-1-01",
  `00-${"0".repeat(32)}-00f067aa0ba902b7-01`,
  `ff-${"1".repeat(32)}-${"1".repeat(16)}-01`,
])("a broken trace header (%j) starts a new trace", (header) => {
  const { traceId } = Trace.from({ traceparent: header, tracestate: "vendor=1" });
  expect(traceId).toMatch(/^[0-9a-f]{32}$/);
  expect(header).not.toContain(traceId);
});
