package org.jarsl;

import org.jspecify.annotations.Nullable;

/**
 * Why a task has no result. The message says what failed, where and why; each cause has a class of its own below this
 * one. Thrown by {@link AppFuture#join}, and as the cause of what {@link AppFuture#get} throws.
 */
public abstract sealed class AppException extends RuntimeException
        permits RemoteException,
                BashExitException,
                BashNoCommandException,
                MissingFilesException,
                StdStreamException,
                WalltimeException,
                AppNotFoundException,
                ValueException,
                ResourcesException,
                ManagerLostException,
                WorkerLostException,
                ExecutorFailedException,
                DependencyException,
                JoinException,
                TaskCancelledException {
    private static final long serialVersionUID = 1L;

    AppException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
