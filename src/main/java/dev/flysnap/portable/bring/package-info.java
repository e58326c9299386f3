/**
 * Prepares copies, and any other SQLite file, to be brought back: as plain, checked databases of
 * this computer, each one file with nothing beside it. Must not know where they go to.
 *
 * <pre>
 * a copy: read the manifest; where did it come from? the journal has the hash of what was taken here
 *         fetch, decrypt, decompress into a private folder; compare with the manifest
 * a file: copy it there with its WAL or journal
 * both:   header, SQLite's check, queries; then everything into the one file
 * compare with what the app has: application_id, user_version
 * </pre>
 */
@NullMarked
package dev.flysnap.portable.bring;

import org.jspecify.annotations.NullMarked;
