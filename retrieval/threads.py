"""How many threads the numerical libraries take: one each, where every core has work of its own."""


def take_one_thread_each() -> None:
    """From now on let torch and BLAS compute on the thread that asks, in the whole process.

    Two processes on two cores whose libraries start two threads each wait for one another: a
    sentence then costs several times the processor time that it costs alone.
    """
    # Imported here because torch takes seconds that `import app` must not pay.
    import torch  # noqa: PLC0415
    from threadpoolctl import threadpool_limits  # noqa: PLC0415

    torch.set_num_threads(1)
    threadpool_limits(limits=1)
