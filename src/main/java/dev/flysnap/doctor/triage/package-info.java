/**
 * {@code flysnap rescue}: what exists, what is unfinished, and the one command to run first. {@code
 * AdviceRules} chooses that command. Changes nothing.
 */
@NullMarked
package dev.flysnap.doctor.triage;

import org.jspecify.annotations.NullMarked;
