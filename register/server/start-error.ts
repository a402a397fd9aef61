/** An operator's mistake or the surroundings', with a sentence that says what to do. */
export class RegisterStartError extends Error {}
