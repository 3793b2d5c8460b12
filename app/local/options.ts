/** What `npm run gallery -- …` takes. */
import { Command, InvalidArgumentError, Option } from "commander";

export interface GalleryOptions {
  /** The port of page and API. */
  readonly port: number;
}

/** Reads the command line. Prints help or what is wrong with it, and ends the process then. */
export function readOptions(args: readonly string[] = process.argv.slice(2)): GalleryOptions {
  return new Command("npm run gallery --")
    .description(
      "Starts a PostgreSQL primary, two streaming replicas and the gallery on this machine, until Ctrl+C. CURATOR_TOKEN " +
        "may hold the curator's token; without it a new one is made and printed.",
    )
    .addOption(
      new Option("--port <port>", "the port of page and API").env("PORT").default(8080).argParser(port),
    )
    .showHelpAfterError("See: npm run gallery -- --help")
    .parse(args, { from: "user" })
    .opts<GalleryOptions>();
}

/** 0 lets the system choose a free port. */
function port(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError("Allowed is a number from 0 to 65535.");
}
