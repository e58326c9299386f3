/**
 * Puts other files in the place of databases, so that a crash anywhere leaves either all the old
 * ones or all the new ones, and never the WAL of one beside the file of another:
 *
 * <pre>{@code
 * (nobody has the databases open)
 * settle       open each old one, checkpoint until its WAL is gone, close; what stays beside it moves along with it
 * mark         a marker names all files; from here until it is gone, the old ones come back
 * set aside    hard-link each old one, and what is beside it, to its NAME.before-ATTEMPT; sync
 * clear        remove what is beside the old ones; sync
 * replace      rename each new one over the old one; sync
 * ...          the app is started on trial
 * commit       remove the marker; sync
 * }</pre>
 *
 * Whoever finds the marker puts the old ones back, before the app starts. Must not know the app,
 * who asks, or where the new files come from.
 */
@NullMarked
package dev.flysnap.sqlite.replace;

import org.jspecify.annotations.NullMarked;
