/** The languages in which results are told. Rules and faults are written in the first. */
export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/** A language into which the texts of a rule may be translated. */
export type Translation = Exclude<Language, 'en'>;
