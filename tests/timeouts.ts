// Tests with real servers take seconds where unit tests take milliseconds; a busy machine takes longer.
jest.setTimeout(240_000);
