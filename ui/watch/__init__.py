"""Watch: one world, week by week, alone or beside another one."""
