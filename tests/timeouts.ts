// Tests with real parts take seconds where unit tests take milliseconds; a busy machine makes it more.
jest.setTimeout(120_000);
