/** The options of `npm run gallery -- …`. */
import { Command, InvalidArgumentError, Option } from "commander";

export interface GalleryOptions {
  /** The port of the page and the API. */
  readonly port: number;
}

/** Parses the command line. Prints the help or an error, and exits. */
export function readOptions(args: readonly string[] = process.argv.slice(2)): GalleryOptions {
  return new Command("npm run gallery --")
    .description(
      "Starts a PostgreSQL primary, two streaming replicas and the gallery on this machine, until Ctrl+C. CURATOR_TOKEN " +
        "can hold the curator's token. If it is not set, a new token is created and printed.",
    )
    .addOption(
      new Option("--port <port>", "the port of the page and the API")
        .env("PORT")
        .default(8080)
        .argParser(port),
    )
    .showHelpAfterError("See: npm run gallery -- --help")
    .parse(args, { from: "user" })
    .opts<GalleryOptions>();
}

/** 0 lets the system choose a free port. */
function port(text: string): number {
  if (/^\d{1,5}$/.test(text) && Number(text) <= 65_535) return Number(text);
  throw new InvalidArgumentError("It must be a number from 0 to 65535.");
}
