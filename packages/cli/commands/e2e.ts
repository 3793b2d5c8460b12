/** `groundwork e2e --stack STACK | --url URL [--token-env NAME] [--dry-run]` */
import { journey } from "@groundwork/delivery/e2e/journey";
import { settingWithoutSmokeTest } from "@groundwork/delivery/images";
import { openBrowser } from "@groundwork/rehearse/browser";
import { projectFolder } from "@groundwork/rehearse/project/files";
import { givenTarget, targetCommand } from "../delivery/target";

const description =
  "Tests the gallery's page in a real browser: signs in, uploads a photo, waits for its thumbnail, opens it, deletes it.";

export function createCommand() {
  return targetCommand()
    .description(description)
    .action(async ({ dryRun, ...values }) => {
      const without =
        values.stack === undefined ? undefined : settingWithoutSmokeTest(projectFolder, values.stack);
      if (without !== undefined) {
        console.log(`Pulumi.${values.stack}.yaml has ${without}: there is no page to test.`);
        return;
      }
      const target = await givenTarget(values);
      console.log(`End to end at ${target.url}`);
      if (dryRun) return;
      const browser = await openBrowser();
      try {
        console.log(`  ok  ${await journey(browser, target)}`);
      } finally {
        await browser.close();
      }
    });
}
