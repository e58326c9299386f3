/**
 * Brings databases from this computer to the empty volume of the new machine, which idles
 * meanwhile: by exec, which needs nothing but a token, and nothing of the image but a shell.
 *
 * <pre>
 * for each database: ask what of it is there already
 *   send the rest in chunks: gzip, base64, each with its hash, written at its place in a temporary file
 *   the hash of the whole on the disk is that of the database here, else once more from the beginning
 * for each: owner, mode, its name, sync       // only when all of them are there
 * </pre>
 */
@NullMarked
package dev.flysnap.restore.fill;

import org.jspecify.annotations.NullMarked;
