/**
 * Makes the test project the working directory, so that commands, engines and the tools' `projectFolder` find its stacks. jest
 * loads this file before each test file; a program outside jest imports it first.
 */
import { testProject } from "./test-project";

process.chdir(testProject);
