/** Invokes the thumbnailer's handler as Lambda does, in a process: `invoke-thumbnailer.ts EVENT`. */
import { handler } from "../../../app/src/thumbnails/lambda";

handler(JSON.parse(process.argv[2] ?? "{}"), { awsRequestId: "7f0d6a52-1111-4222-8333-444455556666" }).then(
  () => process.exit(0),
  (error: unknown) => {
    console.error(String(error));
    process.exit(1);
  },
);
