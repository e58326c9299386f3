/**
 * What is checked on a restored volume before the app may use it: which databases must be there,
 * whether they are whole, and what the user's queries must give. Runs in the new machine as well as
 * here; must not know cutovers.
 */
@NullMarked
package dev.flysnap.restore.verify;

import org.jspecify.annotations.NullMarked;
