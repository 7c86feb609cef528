from tau_bench.envs.retail.tools.calculate import Calculate
from tau_bench.envs.retail.tools.cancel_pending_order import CancelPendingOrder
from tau_bench.envs.retail.tools.get_order_details import GetOrderDetails
from tau_bench.envs.retail.tools.transfer_to_human_agents import TransferToHumanAgents

ALL_TOOLS = [Calculate, CancelPendingOrder, GetOrderDetails, TransferToHumanAgents]
