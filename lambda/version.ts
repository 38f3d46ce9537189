/** The version of this package, as the User-Agent names it. A test keeps it equal to package.json. */
export const VERSION = '0.1.0';
