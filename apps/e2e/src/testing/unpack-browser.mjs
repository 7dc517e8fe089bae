// Unpacks the packaged browser below TMPDIR and prints where it is, with the environment that it needs.
// A process of its own: the package reads TMPDIR, and believes the variable below, when it is loaded.
process.env.AWS_LAMBDA_JS_RUNTIME = 'nodejs22.x'; // else it leaves its system libraries packed
const { default: chromium } = await import('@sparticuz/chromium');
const executablePath = await chromium.executablePath();
const { LD_LIBRARY_PATH, FONTCONFIG_PATH } = process.env;
console.log(JSON.stringify({ executablePath, environment: { LD_LIBRARY_PATH, FONTCONFIG_PATH } }));
