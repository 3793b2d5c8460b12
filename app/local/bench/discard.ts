import { createServer } from "node:http";

// A receiver of OTLP that throws spans away. A GET prints how many there were.
let spans = 0;
const server = createServer((request, response) => {
  if (request.method === "GET") return void response.end(String(spans));
  request.on("data", (chunk: Buffer) => {
    for (let at = chunk.indexOf(marker); at >= 0; at = chunk.indexOf(marker, at + 1)) spans += 1;
  });
  request.on("end", () => response.writeHead(200, { "content-type": "application/json" }).end("{}"));
});
const marker = '"spanId"';
server.listen(0, "127.0.0.1", () => {
  const address = server.address();
  if (typeof address === "object" && address !== null)
    console.log(`listening at http://127.0.0.1:${address.port}`);
});
