import { loadConfig } from "@groundwork/rehearse/project/config";

console.log(loadConfig().policies?.table() ?? "The project has no policies.");
