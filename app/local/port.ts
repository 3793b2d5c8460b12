import { createServer } from "node:net";

/** An error that the user can fix. It is printed without a stack trace. */
export class CannotStart extends Error {}

/**
 * Checks that the gallery can listen on a port, before anything is started.
 *
 * @throws CannotStart in one line, with the next step
 */
export async function checkPort(port: number): Promise<void> {
  const server = createServer();
  try {
    await new Promise<void>((resolve, reject) => {
      server.once("error", reject);
      server.listen(port, "127.0.0.1", resolve);
    });
  } catch (error) {
    throw new CannotStart(reasonOf(error, port), { cause: error });
  }
  await new Promise((resolve) => server.close(resolve));
}

function reasonOf(error: unknown, port: number): string {
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "EADDRINUSE") return portInUse(port);
  if (code === "EACCES")
    return `Port ${port} needs administrator rights. Choose a port from 1024: --port 8080`;
  return `Cannot listen on port ${port}: ${error instanceof Error ? error.message : error}`;
}

/** Also used if another process binds the port while the databases start. */
export function portInUse(port: number): string {
  return `Port ${port} is in use. Stop the process that uses it, or choose another port: npm run gallery -- --port ${port === 65_535 ? 8080 : port + 1}`;
}
