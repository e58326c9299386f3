/**
 * Takes a copy of a database to a store, a file or a stream. Must not know how copies come back.
 *
 * <pre>
 * copy the database into a private folder, with its room checked before
 * open the copy, check it, count its tables          // unless --verify none
 * seal it on its way into a draft: zstd, age, hashes of both sides
 * commit the draft                                   // on the disk, under its name
 * write the manifest                                 // from now on it is a copy
 * on any failure: nothing is left
 * </pre>
 *
 * <p>Method raw streams the database's own file and needs no second one: it is pinned, and checked
 * as it is pinned. But with a check it makes one without a WAL, since writers wait, and on its way
 * to a network, since the WAL grows.
 */
@NullMarked
package dev.flysnap.portable.take;

import org.jspecify.annotations.NullMarked;
