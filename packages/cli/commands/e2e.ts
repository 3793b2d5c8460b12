/** `npm run e2e -- --stack STACK | --url URL [--token-env NAME] [--dry-run]` */
import { parseArgs } from "node:util";
import { journey } from "@groundwork/delivery/e2e/journey";
import { openBrowser } from "@groundwork/testbed/browser/browser";
import { givenTarget, targetOptions } from "../delivery/target";
import { runScript } from "../script";

const usage = `Usage: npm run e2e -- --stack STACK | --url URL [--token-env NAME] [--dry-run]

Uses the gallery's page in a real browser: signs in, uploads a photo, sees its thumbnail, opens it, deletes it.

  --stack STACK      address and curator's token are the stack's
  --url URL          another one's origin; the token is in the variable that --token-env names (default: CURATOR_TOKEN)
  --dry-run          says where; opens nothing`;

void runScript(usage, async () => {
  const { values } = parseArgs({
    options: { ...targetOptions, "dry-run": { type: "boolean", default: false } },
  });
  const target = await givenTarget(values);
  console.log(`End to end at ${target.url}`);
  if (values["dry-run"]) return;
  const browser = await openBrowser();
  try {
    console.log(`  ok  ${await journey(browser, target)}`);
  } finally {
    await browser.close();
  }
});
