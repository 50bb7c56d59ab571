// What a scraper understands of the text on standard input, as JSON.
import { createRequire } from 'node:module'
import { readFileSync } from 'node:fs'

const require = createRequire(process.argv[2] + '/')
const parse = require('parse-prometheus-text-format')
process.stdout.write(JSON.stringify(parse(readFileSync(0, 'utf8'))))
