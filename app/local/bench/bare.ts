import Fastify from "fastify";
import { Pool } from "pg";
import { newest } from "../../src/photos/queries";

// The baseline of the gallery's list: a server that runs only the same query.
const pool = new Pool({ connectionString: process.env.DATABASE_URL, max: 10 });
const server = Fastify();
server.get("/api/photos", async () => {
  const { rows } = await pool.query({ ...newest(25), values: [25] });
  return { photos: rows };
});
void server.listen({ host: "127.0.0.1", port: 0 }).then((address) => console.log(`listening at ${address}`));
